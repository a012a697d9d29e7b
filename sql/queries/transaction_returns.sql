-- The first lines of later receipts that gave back something of the receipt $2 of the store $1.
SELECT r.transaction_id, t.receipt_number, r.business_date, r.original_line, p.sku, -r.quantity AS quantity,
       -r.total_price AS amount, r.return_reason
  FROM retail.sales_transaction_items AS r
  JOIN retail.sales_transactions AS t ON t.store_id = r.store_id AND t.transaction_id = r.transaction_id
  JOIN retail.products AS p ON p.store_id = r.store_id AND p.product_id = r.product_id
 WHERE r.store_id = $1::text AND r.original_transaction_id = $2::uuid
 ORDER BY r.business_date, t.transaction_date, r.line_no
 LIMIT 500
