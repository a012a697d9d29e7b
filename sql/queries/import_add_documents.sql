-- Import: the new and the corrected documents.
INSERT INTO retail.sales_transactions
  (transaction_id, store_id, transaction_ref, customer_id, transaction_date, business_date, transaction_type, payment_method, subtotal,
   tax_amount, discount_amount, total_amount, cashier_id, register_id, receipt_number, notes)
SELECT d.transaction_id, d.store_id, d.transaction_ref, d.customer_id, d.sold_at, d.business_date, d.transaction_type, d.payment_method,
       sum(l.total_price), sum(l.tax_amount), sum(l.discount_amount),
       sum(l.total_price) + CASE WHEN d.prices_include_tax THEN 0 ELSE sum(l.tax_amount) END,
       d.cashier_id, d.register_id, d.receipt_number, d.notes
  FROM pg_temp.import_documents d
  JOIN pg_temp.import_lines l ON l.store_id = d.store_id AND l.transaction_id = d.transaction_id AND NOT l.is_write_off
 WHERE d.is_new OR d.is_changed
 GROUP BY d.transaction_id, d.store_id, d.transaction_ref, d.customer_id, d.sold_at, d.business_date, d.transaction_type, d.payment_method,
          d.cashier_id, d.register_id, d.receipt_number, d.notes, d.prices_include_tax
