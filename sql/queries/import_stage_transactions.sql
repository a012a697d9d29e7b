-- Import: the rows of a transactions file, one per line of a document.
CREATE TEMP TABLE import_transactions (
  line bigint NOT NULL, store_id text COLLATE "C", transaction_ref text COLLATE "C", transaction_date text, sku text COLLATE "C",
  quantity numeric, unit_price numeric, line_no integer, transaction_type text, customer_ref text COLLATE "C", payment_method text,
  discount_amount numeric, tax_amount numeric, original_transaction_ref text COLLATE "C", original_line integer, return_reason text,
  unit_cost numeric, receipt_number text, cashier_id text, register_id text, notes text) ON COMMIT DROP
