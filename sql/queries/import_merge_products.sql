-- Import: adds the products that are new and corrects the others; a column the file does not have stays as it is, an empty
-- field empties it. $1 = the columns the file has
WITH categories AS (
  SELECT d.store_id, d.category, retail_sec.find_category(d.store_id, d.category) AS category_id
    FROM (SELECT DISTINCT store_id, category FROM pg_temp.import_products WHERE category IS NOT NULL) d
), wanted AS (
  SELECT f.store_id, f.sku, f.product_name,
         CASE WHEN 'product_description' = ANY ($1::text[]) THEN f.product_description ELSE p.product_description END AS product_description,
         CASE WHEN 'category' = ANY ($1::text[]) THEN c.category_id ELSE p.category_id END AS category_id,
         CASE WHEN 'brand' = ANY ($1::text[]) THEN f.brand ELSE p.brand END AS brand,
         CASE WHEN 'model' = ANY ($1::text[]) THEN f.model ELSE p.model END AS model,
         CASE WHEN 'color' = ANY ($1::text[]) THEN f.color ELSE p.color END AS color,
         CASE WHEN 'size' = ANY ($1::text[]) THEN f.size ELSE p.size END AS size,
         CASE WHEN 'weight_kg' = ANY ($1::text[]) THEN f.weight_kg ELSE p.weight_kg END AS weight_kg,
         CASE WHEN 'dimensions_cm' = ANY ($1::text[]) THEN f.dimensions_cm ELSE p.dimensions_cm END AS dimensions_cm,
         f.price,
         CASE WHEN 'cost' = ANY ($1::text[]) THEN f.cost ELSE p.cost END AS cost,
         coalesce(f.minimum_stock, p.minimum_stock, 0) AS minimum_stock,
         CASE WHEN 'maximum_stock' = ANY ($1::text[]) THEN f.maximum_stock WHEN p.sku IS NULL THEN 1000 ELSE p.maximum_stock END AS maximum_stock,
         CASE WHEN 'reorder_point' = ANY ($1::text[]) THEN f.reorder_point WHEN p.sku IS NULL THEN 10 ELSE p.reorder_point END AS reorder_point,
         CASE WHEN 'lead_time_days' = ANY ($1::text[]) THEN f.lead_time_days ELSE p.lead_time_days END AS lead_time_days,
         CASE WHEN 'pack_size' = ANY ($1::text[]) THEN f.pack_size ELSE p.pack_size END AS pack_size,
         CASE WHEN 'minimum_order_quantity' = ANY ($1::text[]) THEN f.minimum_order_quantity ELSE p.minimum_order_quantity END AS minimum_order_quantity,
         CASE WHEN 'supplier_name' = ANY ($1::text[]) THEN f.supplier_name ELSE p.supplier_name END AS supplier_name,
         CASE WHEN 'supplier_sku' = ANY ($1::text[]) THEN f.supplier_sku ELSE p.supplier_sku END AS supplier_sku,
         CASE WHEN 'barcode' = ANY ($1::text[]) THEN f.barcode ELSE p.barcode END AS barcode,
         -- A product that so far was only seen in sales is in the catalogue now.
         coalesce(f.is_active, p.is_active OR p.metadata ? 'seen_only_in_sales', true) AS is_active,
         coalesce(f.is_featured, p.is_featured, false) AS is_featured,
         CASE WHEN 'rating_average' = ANY ($1::text[]) THEN f.rating_average WHEN p.sku IS NULL THEN 0 ELSE p.rating_average END AS rating_average,
         coalesce(f.rating_count, p.rating_count, 0) AS rating_count,
         CASE WHEN 'tags' = ANY ($1::text[]) THEN array_remove(regexp_split_to_array(f.tags, '\s*\|\s*'), '') ELSE p.tags END AS tags,
         CASE WHEN 'metadata' = ANY ($1::text[]) THEN f.metadata ELSE nullif(p.metadata - 'seen_only_in_sales', '{}') END AS metadata,
         coalesce(retail_sec.import_moment(f.created_at, s.time_zone), p.created_at, now()) AS created_at
    FROM pg_temp.import_products f
    JOIN retail.stores s USING (store_id)
    LEFT JOIN retail.products p USING (store_id, sku)
    LEFT JOIN categories c USING (store_id, category)
   ORDER BY f.line
), merged AS (
  INSERT INTO retail.products AS p
    (store_id, sku, product_name, product_description, category_id, brand, model, color, size, weight_kg, dimensions_cm, price, cost,
     minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size, minimum_order_quantity, supplier_name, supplier_sku,
     barcode, is_active, is_featured, rating_average, rating_count, tags, metadata, created_at)
  SELECT * FROM wanted
  ON CONFLICT (store_id, sku) DO UPDATE SET
    (product_name, product_description, category_id, brand, model, color, size, weight_kg, dimensions_cm, price, cost,
     minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size, minimum_order_quantity, supplier_name, supplier_sku,
     barcode, is_active, is_featured, rating_average, rating_count, tags, metadata, created_at) =
    (excluded.product_name, excluded.product_description, excluded.category_id, excluded.brand, excluded.model, excluded.color,
     excluded.size, excluded.weight_kg, excluded.dimensions_cm, excluded.price, excluded.cost, excluded.minimum_stock,
     excluded.maximum_stock, excluded.reorder_point, excluded.lead_time_days, excluded.pack_size, excluded.minimum_order_quantity,
     excluded.supplier_name, excluded.supplier_sku, excluded.barcode, excluded.is_active, excluded.is_featured,
     excluded.rating_average, excluded.rating_count, excluded.tags, excluded.metadata, excluded.created_at)
  WHERE (p.product_name, p.product_description, p.category_id, p.brand, p.model, p.color, p.size, p.weight_kg, p.dimensions_cm, p.price,
         p.cost, p.minimum_stock, p.maximum_stock, p.reorder_point, p.lead_time_days, p.pack_size, p.minimum_order_quantity,
         p.supplier_name, p.supplier_sku, p.barcode, p.is_active, p.is_featured, p.rating_average, p.rating_count, p.tags, p.metadata,
         p.created_at)
        IS DISTINCT FROM
        (excluded.product_name, excluded.product_description, excluded.category_id, excluded.brand, excluded.model, excluded.color,
         excluded.size, excluded.weight_kg, excluded.dimensions_cm, excluded.price, excluded.cost, excluded.minimum_stock,
         excluded.maximum_stock, excluded.reorder_point, excluded.lead_time_days, excluded.pack_size,
         excluded.minimum_order_quantity, excluded.supplier_name, excluded.supplier_sku, excluded.barcode, excluded.is_active,
         excluded.is_featured, excluded.rating_average, excluded.rating_count, excluded.tags, excluded.metadata, excluded.created_at)
  RETURNING xmax = 0 AS added)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS corrected FROM merged
