-- The product of store $1 with the SKU or barcode $2, its counters, and whether store $3 carries the SKU,
-- too (NULL: there is no second store).
SELECT p.sku, p.product_name AS name, p.product_id, p.cost, p.reorder_point, i.on_hand, i.version,
       $3::text IS NULL OR EXISTS (
         SELECT FROM retail.products AS q WHERE q.store_id = $3::text AND q.sku = p.sku) AS is_carried_there
  FROM retail.products AS p
  JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 WHERE p.store_id = $1::text AND (p.sku = $2::text OR p.barcode = $2::text)
 ORDER BY p.sku <> $2::text, p.sku
 LIMIT 1
