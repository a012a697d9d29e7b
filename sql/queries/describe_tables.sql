-- The tables and views that the login may read ($1: of these names; NULL: all), one row per readable
-- column, with comments, keys and the values that a check allows.
SELECT c.relname AS table_name,
       CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind,
       obj_description(c.oid, 'pg_class') AS comment,
       a.attname AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type,
       NOT a.attnotnull AND c.relkind <> 'v' AS nullable,
       col_description(c.oid, a.attnum) AS column_comment,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)) AS in_key,
       (SELECT k.confrelid::regclass::text FROM pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey[cardinality(k.conkey)] = a.attnum
         ORDER BY k.conname LIMIT 1) AS refers_to,
       (SELECT string_agg(v[1], ', ')
          FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') v
         WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
           AND pg_get_constraintdef(k.oid) ~ ('^CHECK \(\(\(?' || quote_ident(a.attname) || '\)?(::text)? = ANY')) AS allowed_values
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p', 'v')
   AND has_column_privilege(c.oid, a.attnum, 'SELECT')
   AND ($1::text[] IS NULL OR c.relname = ANY ($1::text[]))
 ORDER BY c.relname, a.attnum
