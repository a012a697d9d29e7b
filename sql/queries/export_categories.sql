-- Export: categories, the chain's without store_id; parents as paths.
COPY (SELECT store_id, category_name, retail_sec.category_path(parent_category_id) AS parent_category, description AS category_description
        FROM retail.product_categories WHERE store_id IS NULL OR current_setting('retail.export_store') IN ('', store_id)
       ORDER BY store_id NULLS FIRST, parent_category_id NULLS FIRST, category_name)
TO STDOUT (FORMAT csv, HEADER)
