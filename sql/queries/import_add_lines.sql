-- Import: the lines of the new and the corrected documents. Ledger, stock and rollup follow by trigger, unless the import checks at once.
WITH added AS (
  INSERT INTO retail.sales_transaction_items
    (store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price, total_price, discount_amount, tax_amount,
     gross_amount, net_amount, unit_cost, original_transaction_id, original_line, return_reason)
  SELECT l.store_id, l.transaction_id, l.line_no, l.product_id, d.business_date, l.quantity, l.unit_price, l.total_price, l.discount_amount,
         l.tax_amount, l.gross_amount, l.net_amount, l.unit_cost,
         CASE WHEN l.original_transaction_ref IS NULL THEN l.kept_original_id ELSE
           coalesce((SELECT t.transaction_id FROM retail.sales_transactions t
                      WHERE t.store_id = l.store_id AND t.transaction_ref = l.original_transaction_ref),
                    retail_sec.import_id(l.store_id, l.original_transaction_ref)) END,
         l.original_line, l.return_reason
    FROM pg_temp.import_documents d
    JOIN pg_temp.import_lines l ON l.store_id = d.store_id AND l.transaction_id = d.transaction_id AND NOT l.is_write_off
   WHERE d.is_new OR d.is_changed
   ORDER BY d.place, l.line_no
  RETURNING store_id, transaction_id, line_no, product_id, business_date, quantity, tax_amount, gross_amount, net_amount, unit_cost)
INSERT INTO import_added SELECT * FROM added
