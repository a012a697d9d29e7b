-- Names of the categories that the stores $1 have products in or anywhere below.
WITH RECURSIVE used AS (
    SELECT c.category_id, c.parent_category_id, c.category_name, c.is_active
      FROM retail.product_categories AS c
     WHERE EXISTS (SELECT FROM retail.products AS p
                    WHERE p.store_id = ANY ($1::text[]) AND p.category_id = c.category_id)
     UNION
    SELECT c.category_id, c.parent_category_id, c.category_name, c.is_active
      FROM used AS u JOIN retail.product_categories AS c ON c.category_id = u.parent_category_id)
SELECT DISTINCT u.category_name AS value
  FROM used AS u
 WHERE u.is_active
 ORDER BY u.category_name
 LIMIT 2000
