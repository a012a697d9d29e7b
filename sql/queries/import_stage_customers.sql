-- Import: the rows of a customers file.
CREATE TEMP TABLE import_customers (
  line bigint NOT NULL, store_id text COLLATE "C", customer_ref text COLLATE "C", first_name text, last_name text, email text, phone text,
  date_of_birth date, gender text, customer_since date, loyalty_tier text, created_at text) ON COMMIT DROP
