-- SKUs of the stores $1 that begin with $2 in any case, at most $3.
SELECT DISTINCT p.sku AS value
  FROM retail.products AS p
 WHERE p.store_id = ANY ($1::text[]) AND p.is_active AND starts_with(lower(p.sku), lower($2::text))
 ORDER BY p.sku
 LIMIT $3::integer
