-- Import: the rows that cannot be taken, in the file's order; $1 of them, $2 before them.
SELECT line, column_name, coalesce(value, '') AS value, reason FROM pg_temp.import_bad ORDER BY line, column_name, reason LIMIT $1::bigint OFFSET $2::bigint
