-- Tags on products of the stores $1.
SELECT DISTINCT t.tag AS value
  FROM retail.products AS p, unnest(p.tags) AS t(tag)
 WHERE p.store_id = ANY ($1::text[]) AND p.is_active
 ORDER BY t.tag
 LIMIT 2000
