-- Import: the id of each document, once and not for each of its lines, and the line of the file it begins in.
CREATE TEMP TABLE import_references ON COMMIT DROP AS
SELECT d.store_id, d.transaction_ref, d.first_line,
       coalesce(t.transaction_id, retail_sec.import_id(d.store_id, d.transaction_ref)) AS transaction_id
  FROM (SELECT store_id, transaction_ref, min(line) AS first_line FROM pg_temp.import_transactions GROUP BY store_id, transaction_ref) d
  LEFT JOIN retail.sales_transactions t ON t.store_id = d.store_id AND t.transaction_ref = d.transaction_ref
