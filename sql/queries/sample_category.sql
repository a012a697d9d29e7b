-- Sample data: the chain's category of a name below a parent, made if it is not there.
-- $1 name, $2 parent's category_id or NULL, $3 description
WITH made AS (
  INSERT INTO retail.product_categories (store_id, category_name, parent_category_id, description)
  VALUES (NULL, $1, $2::integer, nullif($3, ''))
  ON CONFLICT DO NOTHING
  RETURNING category_id
), noted AS (
  INSERT INTO retail_sec.sample_objects (kind, name) SELECT 'category', category_id::text FROM made
)
SELECT category_id FROM made
UNION ALL
SELECT category_id FROM retail.product_categories
 WHERE store_id IS NULL AND category_name = $1 AND parent_category_id IS NOT DISTINCT FROM $2::integer
