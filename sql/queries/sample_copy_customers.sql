-- Sample data: one store's customers.
COPY retail.customers (
  customer_id, store_id, customer_ref, first_name, last_name, email, phone, date_of_birth, gender, customer_since,
  loyalty_tier, created_at)
FROM STDIN
