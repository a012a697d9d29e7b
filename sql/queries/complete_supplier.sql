-- Suppliers of the stores $1.
SELECT DISTINCT p.supplier_name AS value
  FROM retail.products AS p
 WHERE p.store_id = ANY ($1::text[]) AND p.is_active AND p.supplier_name IS NOT NULL
 ORDER BY p.supplier_name
 LIMIT 2000
