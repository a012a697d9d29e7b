-- How the products with the SKUs or barcodes $2 of the stores $1 stand, as one text each that changes with
-- their row or stock. What does not exist has no row.
SELECT w.sku,
       string_agg(concat_ws('/', p.store_id, p.sku, extract(epoch FROM p.updated_at), i.version, i.on_order, i.committed),
                  ' ' ORDER BY p.store_id, p.sku) AS version
  FROM unnest($2::text[]) AS w(sku)
  JOIN retail.products AS p ON p.store_id = ANY ($1::text[]) AND (p.sku = w.sku OR p.barcode = w.sku)
  LEFT JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 GROUP BY w.sku
