-- The first lines of the receipt $2 of the store $1, with what came back of each since; `total` counts all.
SELECT i.line_no, p.sku, p.product_name, i.quantity, i.unit_price, i.discount_amount, i.tax_amount, i.total_price,
       i.return_reason, i.original_transaction_id, o.receipt_number AS original_receipt_number, i.original_line,
       coalesce((SELECT -sum(r.quantity) FROM retail.sales_transaction_items AS r
                  WHERE r.store_id = i.store_id AND r.original_transaction_id = i.transaction_id
                    AND r.original_line = i.line_no), 0) AS returned_quantity,
       count(*) OVER () AS total
  FROM retail.sales_transaction_items AS i
  JOIN retail.products AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
  LEFT JOIN retail.sales_transactions AS o ON o.store_id = i.store_id AND o.transaction_id = i.original_transaction_id
 WHERE i.store_id = $1::text AND i.transaction_id = $2::uuid
 ORDER BY i.line_no
 LIMIT 500
