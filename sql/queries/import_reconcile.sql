-- Import: per store, what the file says and what the database has of it now, to the last digit.
WITH file AS (
  SELECT f.store_id, count(*) AS lines, sum(f.quantity) AS quantity, sum(round(f.unit_price * f.quantity, 4)) AS amount,
         coalesce(sum(f.discount_amount), 0) AS discount, coalesce(sum(f.tax_amount), 0) AS tax
    FROM pg_temp.import_transactions f GROUP BY f.store_id
), stored AS (
  SELECT l.store_id, count(i.line_no) AS lines, coalesce(sum(i.quantity), 0) AS quantity,
         coalesce(sum(i.total_price + i.discount_amount), 0) AS amount, coalesce(sum(i.discount_amount), 0) AS discount,
         coalesce(sum(i.tax_amount) FILTER (WHERE f.tax_amount IS NOT NULL), 0) AS tax
    FROM pg_temp.import_lines l
    JOIN pg_temp.import_transactions f USING (line)
    JOIN retail.sales_transaction_items i ON i.store_id = l.store_id AND i.transaction_id = l.transaction_id AND i.line_no = l.line_no
   WHERE NOT l.is_write_off
   GROUP BY l.store_id
), written_off AS (
  SELECT l.store_id, count(*) AS lines, sum(q.quantity) AS quantity
    FROM pg_temp.import_lines l,
         LATERAL (SELECT sum(m.quantity) AS quantity FROM retail.inventory_movements m
                   WHERE m.store_id = l.store_id
                     AND m.idempotency_key ^@ retail_sec.import_key(l.transaction_ref, l.line_no)) q
   WHERE l.is_write_off
   GROUP BY l.store_id
)
SELECT file.store_id, file.lines AS file_lines, coalesce(s.lines, 0) AS sales_lines, coalesce(w.lines, 0) AS write_offs,
       file.quantity AS file_quantity, coalesce(s.quantity, 0) AS sales_quantity, coalesce(w.quantity, 0) AS written_off,
       file.amount AS file_amount, coalesce(s.amount, 0) AS stored_amount, file.discount AS file_discount,
       coalesce(s.discount, 0) AS stored_discount, file.tax AS file_tax, coalesce(s.tax, 0) AS stored_tax,
       file.lines = coalesce(s.lines, 0) + coalesce(w.lines, 0) AND file.quantity = coalesce(s.quantity, 0) + coalesce(w.quantity, 0)
         AND file.amount = coalesce(s.amount, 0) AND file.discount = coalesce(s.discount, 0) AND file.tax = coalesce(s.tax, 0) AS agrees
  FROM file LEFT JOIN stored s USING (store_id) LEFT JOIN written_off w USING (store_id)
 ORDER BY file.store_id
