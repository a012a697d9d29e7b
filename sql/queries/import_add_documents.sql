-- Import: the new and the corrected documents.
INSERT INTO retail.sales_transactions
  (transaction_id, store_id, transaction_ref, customer_id, transaction_date, business_date, transaction_type, payment_method, subtotal,
   tax_amount, discount_amount, total_amount, cashier_id, register_id, receipt_number, notes)
SELECT d.transaction_id, d.store_id, d.transaction_ref, d.customer_id, d.sold_at, d.business_date, d.transaction_type, d.payment_method,
       d.total_price, d.tax_amount, d.discount_amount, d.total_price + CASE WHEN d.prices_include_tax THEN 0 ELSE d.tax_amount END,
       d.cashier_id, d.register_id, d.receipt_number, d.notes
  FROM pg_temp.import_documents d
 WHERE d.is_new OR d.is_changed
 ORDER BY d.place
