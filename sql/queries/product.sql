-- The product with the SKU or barcode $2 in the stores $1: a row per store, exact SKUs first; with what
-- moved in the 30 days to $3.
SELECT p.store_id, p.sku, p.product_name AS name, p.product_description AS description,
       retail.category_path(p.category_id) AS category, p.brand, p.model, p.color, p.size, p.barcode,
       p.price, p.cost, p.tags, p.metadata AS attributes, p.is_active, p.supplier_name AS supplier,
       p.lead_time_days, p.pack_size, p.minimum_order_quantity, p.reorder_point,
       i.on_hand, i.committed, i.on_order, i.on_hand - i.committed AS available,
       coalesce(m.sold, 0) AS sold_30_days, coalesce(m.received, 0) AS received_30_days,
       (SELECT r.moved_at FROM retail.inventory_movements AS r
         WHERE r.store_id = p.store_id AND r.product_id = p.product_id AND r.moved_at <= $3::timestamptz AND r.kind = 'receipt'
         ORDER BY r.moved_at DESC LIMIT 1) AS last_receipt
  FROM retail.products AS p
  JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
  LEFT JOIN LATERAL (
       SELECT -sum(m.quantity) FILTER (WHERE m.kind IN ('sale', 'return')) AS sold,
              sum(m.quantity) FILTER (WHERE m.kind = 'receipt') AS received
         FROM retail.inventory_movements AS m
        WHERE m.store_id = p.store_id AND m.product_id = p.product_id
          AND m.moved_at > $3::timestamptz - interval '30 days' AND m.moved_at <= $3::timestamptz) AS m ON true
 WHERE p.store_id = ANY ($1::text[]) AND (p.sku = $2::text OR p.barcode = $2::text)
 ORDER BY p.sku <> $2::text, p.store_id
