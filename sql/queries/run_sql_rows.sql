-- The rows of run_sql as JSON arrays: columns $1 as text, at most $2 rows and $3 bytes.
SELECT r.cells FROM retail.fetch_rows('retail_rows', $1::boolean[], $2::integer, $3::integer) AS r(cells)
