-- Import: products that only sales know: made inactive and marked, at the price they were last sold for.
WITH added AS (
  INSERT INTO retail.products (store_id, sku, product_name, price, is_active, metadata)
  SELECT DISTINCT ON (f.store_id, f.sku) f.store_id, f.sku, f.sku, f.unit_price, false, '{"seen_only_in_sales": true}'::jsonb
    FROM pg_temp.import_transactions f
   WHERE NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = f.store_id AND p.sku = f.sku)
   ORDER BY f.store_id, f.sku, f.transaction_date DESC, f.line
  RETURNING 1)
SELECT count(*) AS added FROM added
