-- The product with the SKU or barcode $2 in the stores $1: a row per store, exact SKUs first.
SELECT p.store_id, p.sku, p.product_name AS name, p.product_description AS description,
       retail.category_path(p.category_id) AS category, p.brand, p.model, p.color, p.size, p.barcode,
       p.price, p.cost, p.tags, p.metadata AS attributes, p.is_active, p.supplier_name AS supplier,
       p.lead_time_days, p.pack_size, p.minimum_order_quantity, p.reorder_point,
       i.on_hand, i.committed, i.on_order, i.on_hand - i.committed AS available
  FROM retail.products AS p
  JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 WHERE p.store_id = ANY ($1::text[]) AND (p.sku = $2::text OR p.barcode = $2::text)
 ORDER BY p.sku <> $2::text, p.store_id
