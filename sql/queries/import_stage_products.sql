-- Import: the rows of a products file.
CREATE TEMP TABLE import_products (
  line bigint NOT NULL, store_id text COLLATE "C", sku text COLLATE "C", product_name text, product_description text, category text,
  brand text, model text, color text, size text, weight_kg numeric, dimensions_cm text, price numeric, cost numeric,
  minimum_stock numeric, maximum_stock numeric, reorder_point numeric, lead_time_days numeric, pack_size numeric,
  minimum_order_quantity numeric, supplier_name text, supplier_sku text, barcode text, is_active boolean, is_featured boolean,
  rating_average numeric, rating_count integer, tags text, metadata jsonb, created_at text) ON COMMIT DROP
