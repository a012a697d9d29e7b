-- Per table or view of the schema what the login may read of it, for messages.
SELECT c.relname AS table_name,
       string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
         FILTER (WHERE has_column_privilege(c.oid, a.attnum, 'SELECT')) AS columns,
       bool_and(has_column_privilege(c.oid, a.attnum, 'SELECT')) AS whole
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p', 'v')
 GROUP BY c.relname
HAVING bool_or(has_column_privilege(c.oid, a.attnum, 'SELECT'))
 ORDER BY c.relname
