-- Import: the id of each document, once and not for each of its lines.
CREATE TEMP TABLE import_references ON COMMIT DROP AS
SELECT d.store_id, d.transaction_ref, coalesce(t.transaction_id, retail_sec.import_id(d.store_id, d.transaction_ref)) AS transaction_id
  FROM (SELECT DISTINCT store_id, transaction_ref FROM pg_temp.import_transactions) d
  LEFT JOIN retail.sales_transactions t ON t.store_id = d.store_id AND t.transaction_ref = d.transaction_ref
