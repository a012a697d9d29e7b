-- Import: the lines as they were stored.
CREATE TEMP TABLE import_added (
  store_id text COLLATE "C", transaction_id uuid, line_no integer, product_id uuid, business_date date, quantity numeric,
  tax_amount numeric, gross_amount numeric, net_amount numeric, unit_cost numeric) ON COMMIT DROP
