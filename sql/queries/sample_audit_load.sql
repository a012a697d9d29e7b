-- Sample data: the audit row of one table's load. $1 table, $2 store, $3 rows, $4 SHA-256, $5 sum of amounts or NULL
INSERT INTO retail.audit_log (table_name, action, store_id, metadata)
VALUES ($1, 'LOAD', $2, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
  'source', 'sample-data', 'rows', $3::bigint, 'sha256', $4::text, 'sum', $5::numeric)))
