-- Import: the rows of a stock file.
CREATE TEMP TABLE import_stock (
  line bigint NOT NULL, store_id text COLLATE "C", sku text COLLATE "C", on_hand numeric, on_order numeric, committed numeric,
  backordered numeric, as_of text) ON COMMIT DROP
