-- How the products $2 of the stores $1 stand, as one text per SKU that changes with their row or stock.
SELECT p.sku,
       string_agg(concat_ws('/', p.store_id, extract(epoch FROM p.updated_at), i.version, i.on_order, i.committed),
                  ' ' ORDER BY p.store_id) AS version
  FROM retail.products AS p
  LEFT JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 WHERE p.store_id = ANY ($1::text[]) AND p.sku = ANY ($2::text[])
 GROUP BY p.sku
