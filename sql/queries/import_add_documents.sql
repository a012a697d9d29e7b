-- Import: the new and the corrected documents. Summed before they are joined: a group is told by its key alone.
INSERT INTO retail.sales_transactions
  (transaction_id, store_id, transaction_ref, customer_id, transaction_date, business_date, transaction_type, payment_method, subtotal,
   tax_amount, discount_amount, total_amount, cashier_id, register_id, receipt_number, notes)
SELECT d.transaction_id, d.store_id, d.transaction_ref, d.customer_id, d.sold_at, d.business_date, d.transaction_type, d.payment_method,
       l.total_price, l.tax_amount, l.discount_amount, l.total_price + CASE WHEN d.prices_include_tax THEN 0 ELSE l.tax_amount END,
       d.cashier_id, d.register_id, d.receipt_number, d.notes
  FROM pg_temp.import_documents d
  JOIN (SELECT l.store_id, l.transaction_id, sum(l.total_price) AS total_price, sum(l.tax_amount) AS tax_amount,
               sum(l.discount_amount) AS discount_amount
          FROM pg_temp.import_lines l WHERE NOT l.is_write_off
         GROUP BY l.store_id, l.transaction_id) l USING (store_id, transaction_id)
 WHERE d.is_new OR d.is_changed
 ORDER BY d.store_id, d.business_date, d.transaction_id -- as their lines
