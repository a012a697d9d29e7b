-- Import: the lines as the ledger's movements; ids that follow each other and products that lie together, as the trigger does it.
INSERT INTO retail.inventory_movements
  (movement_id, store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no)
SELECT ((SELECT left(gen_random_uuid()::text, 24)) || lpad(to_hex(row_number() OVER (ORDER BY a.product_id, a.store_id, d.sold_at)), 12, '0'))::uuid,
       a.store_id, a.product_id, d.sold_at, a.business_date, CASE WHEN a.quantity > 0 THEN 'sale' ELSE 'return' END, -a.quantity,
       a.unit_cost, a.transaction_id, a.line_no
  FROM pg_temp.import_added a
  JOIN pg_temp.import_documents d ON d.store_id = a.store_id AND d.transaction_id = a.transaction_id
 ORDER BY a.product_id, a.store_id, d.sold_at
