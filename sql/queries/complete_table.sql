-- Tables and views that the login may read at least one column of.
SELECT c.relname::text AS value
  FROM pg_class AS c
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p', 'v')
   AND has_any_column_privilege(c.oid, 'SELECT')
 ORDER BY c.relname
