-- Import: the audit row of one store. $1 kind, $2 store, $3 rows, $4 SHA-256 of the file, $5 file name, $6 sum of amounts or NULL
INSERT INTO retail.audit_log (table_name, action, store_id, metadata)
VALUES ($1, 'LOAD', $2, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
  'source', 'import', 'rows', $3::bigint, 'sha256', $4::text, 'file', $5::text, 'sum', $6::numeric)))
