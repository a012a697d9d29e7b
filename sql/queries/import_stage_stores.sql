-- Import: the rows of a stores file.
CREATE TEMP TABLE import_stores (
  line bigint NOT NULL, store_id text COLLATE "C", store_name text, store_location text, store_type text, region text,
  currency text, time_zone text, language text, prices_include_tax boolean, tax_rate numeric) ON COMMIT DROP
