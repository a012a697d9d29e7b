-- Sample data: takes out the categories it made that nobody uses; again and again, for parents are
-- free only when their children are gone.
DELETE FROM retail.product_categories c
 WHERE c.category_id::text IN (SELECT name FROM retail_sec.sample_objects WHERE kind = 'category')
   AND NOT EXISTS (SELECT FROM retail.products p WHERE p.category_id = c.category_id)
   AND NOT EXISTS (SELECT FROM retail.product_categories child WHERE child.parent_category_id = c.category_id)
