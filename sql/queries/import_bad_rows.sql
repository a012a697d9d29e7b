-- Import: the rows that cannot be taken, in the file's order; at most $1.
SELECT line, column_name, coalesce(value, '') AS value, reason FROM pg_temp.import_bad ORDER BY line, column_name LIMIT $1::bigint
