-- Brands of the stores $1.
SELECT DISTINCT p.brand AS value
  FROM retail.products AS p
 WHERE p.store_id = ANY ($1::text[]) AND p.is_active AND p.brand IS NOT NULL
 ORDER BY p.brand
 LIMIT 2000
