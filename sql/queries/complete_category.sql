-- Names of the categories that the stores $1 have products in.
SELECT DISTINCT c.category_name AS value
  FROM retail.product_categories AS c
 WHERE c.is_active
   AND EXISTS (SELECT FROM retail.products AS p
                WHERE p.store_id = ANY ($1::text[]) AND p.category_id = c.category_id)
 ORDER BY c.category_name
 LIMIT 2000
