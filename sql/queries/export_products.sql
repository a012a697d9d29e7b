-- Export: products in the columns that import takes, category as a path.
COPY (SELECT store_id, sku, product_name, product_description, retail_sec.category_path(category_id) AS category, brand, model, color,
             size, weight_kg, dimensions_cm, price, cost, minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size,
             minimum_order_quantity, supplier_name, supplier_sku, barcode, is_active, is_featured, rating_average, rating_count,
             array_to_string(tags, '|') AS tags, metadata, created_at
        FROM retail.products WHERE current_setting('retail.export_store') IN ('', store_id) ORDER BY store_id, product_no)
TO STDOUT (FORMAT csv, HEADER)
