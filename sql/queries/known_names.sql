-- What the filters of a sales question name in the stores $1: kind, name, and whether it is the one
-- asked for ($2 category, $3 brand, $4 SKU). Near misses are picked by the caller.
SELECT 'category' AS kind, t.path AS name,
       lower(regexp_replace(btrim($2::text), '\s*>\s*', ' > ', 'g')) IN (lower(t.category_name), lower(t.path)) AS is_wanted
  FROM retail.category_tree AS t WHERE $2::text IS NOT NULL
UNION ALL
SELECT DISTINCT 'brand', p.brand, p.brand = $3::text
  FROM retail.products AS p WHERE $3::text IS NOT NULL AND p.store_id = ANY ($1::text[]) AND p.brand IS NOT NULL
UNION ALL
SELECT DISTINCT 'sku', p.sku, p.sku = $4::text OR coalesce(p.barcode = $4::text, false)
  FROM retail.products AS p WHERE $4::text IS NOT NULL AND p.store_id = ANY ($1::text[])
