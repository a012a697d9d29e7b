-- Import: what is wrong with the rows of a products file.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'is no known store' FROM pg_temp.import_products
 WHERE store_id NOT IN (SELECT s.store_id FROM retail.stores s)
UNION ALL
SELECT line, 'sku', sku, 'comes twice; its first row is line ' || first_line
  FROM (SELECT line, sku, min(line) OVER (PARTITION BY store_id, sku) AS first_line FROM pg_temp.import_products) s
 WHERE line > first_line
UNION ALL
SELECT f.line, 'category', f.category, 'is no category of the store, or several; import categories first or set create_categories'
  FROM pg_temp.import_products f
  JOIN (SELECT DISTINCT store_id, category FROM pg_temp.import_products WHERE category IS NOT NULL) d USING (store_id, category)
 WHERE retail_sec.find_category(d.store_id, d.category) IS NULL
UNION ALL
SELECT line, 'price', price::text, 'is negative' FROM pg_temp.import_products WHERE price < 0
UNION ALL
SELECT line, 'cost', cost::text, 'is negative' FROM pg_temp.import_products WHERE cost < 0
UNION ALL
SELECT line, 'pack_size', pack_size::text, 'is not above zero' FROM pg_temp.import_products WHERE pack_size <= 0
UNION ALL
SELECT line, 'lead_time_days', lead_time_days::text, 'is negative' FROM pg_temp.import_products WHERE lead_time_days < 0
UNION ALL
SELECT line, 'minimum_order_quantity', minimum_order_quantity::text, 'is negative' FROM pg_temp.import_products
 WHERE minimum_order_quantity < 0
