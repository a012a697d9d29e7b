-- Sample data: one store's receipts.
COPY retail.sales_transactions (
  transaction_id, store_id, transaction_ref, customer_id, transaction_date, business_date, transaction_type, payment_method,
  subtotal, tax_amount, discount_amount, total_amount, cashier_id, register_id, receipt_number, created_at)
FROM STDIN
