-- Import: the product of each SKU, once and not for each line that has it. By look-ups, whatever the
-- planner believes about a store whose products may have come a moment ago.
CREATE TEMP TABLE import_skus ON COMMIT DROP AS
SELECT d.store_id, d.sku, p.product_id
  FROM (SELECT DISTINCT store_id, sku FROM pg_temp.import_transactions) d
 CROSS JOIN LATERAL (SELECT p.product_id FROM retail.products p WHERE p.store_id = d.store_id AND p.sku = d.sku LIMIT 1) p
