-- Import: what is wrong with the rows of a stock file.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'is no known store' FROM pg_temp.import_stock
 WHERE store_id NOT IN (SELECT s.store_id FROM retail.stores s)
UNION ALL
SELECT f.line, 'sku', f.sku, 'is no product of the store' FROM pg_temp.import_stock f
 WHERE NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = f.store_id AND p.sku = f.sku)
UNION ALL
SELECT line, 'sku', sku, 'comes twice; its first row is line ' || first_line
  FROM (SELECT line, sku, min(line) OVER (PARTITION BY store_id, sku) AS first_line FROM pg_temp.import_stock) s
 WHERE line > first_line
