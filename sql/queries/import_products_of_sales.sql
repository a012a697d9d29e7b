-- Import: products that only sales know: made inactive and marked, at the price they were last sold for: of the latest moment,
-- whichever zones the file's times are in, then of the last row; of a return or a gift only where nothing else is known.
WITH added AS (
  INSERT INTO retail.products (store_id, sku, product_name, price, is_active, metadata)
  SELECT DISTINCT ON (f.store_id, f.sku) f.store_id, f.sku, f.sku, f.unit_price, false, '{"seen_only_in_sales": true}'::jsonb
    FROM pg_temp.import_transactions f JOIN retail.stores s USING (store_id)
   WHERE NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = f.store_id AND p.sku = f.sku)
   ORDER BY f.store_id, f.sku, f.quantity > 0 AND f.unit_price > 0 DESC, retail_sec.import_moment(f.transaction_date, s.time_zone) DESC,
            f.line DESC
  RETURNING 1)
SELECT count(*) AS added FROM added
