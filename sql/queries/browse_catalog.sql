-- The catalogue of the stores $1 below the category $2 (name or path; NULL = all of it) as one JSON
-- value: the categories with the products in and below each, the brands, and four price bands.
-- A SKU that several stores carry counts once. `is_cut`: there are more categories or brands than come back.
WITH RECURSIVE
scope AS MATERIALIZED (SELECT CASE WHEN $2::text IS NOT NULL THEN retail.search_categories($2) END AS ids),
product AS MATERIALIZED (
    SELECT p.sku, min(p.category_id) AS category_id, min(p.brand) AS brand, min(p.price) AS price
      FROM retail.products AS p CROSS JOIN scope AS s
     WHERE p.store_id = ANY ($1::text[]) AND p.is_active AND (s.ids IS NULL OR p.category_id = ANY (s.ids))
     GROUP BY p.sku),
direct AS (SELECT category_id, count(*) AS n FROM product WHERE category_id IS NOT NULL GROUP BY 1),
upwards AS (
    SELECT d.category_id, d.n, 1 AS depth FROM direct AS d
    UNION ALL
    SELECT c.parent_category_id, u.n, u.depth + 1
      FROM upwards AS u JOIN retail.product_categories AS c ON c.category_id = u.category_id
     WHERE c.parent_category_id IS NOT NULL AND u.depth < 20),
category AS (
    SELECT retail.category_path(u.category_id) AS path, sum(u.n) AS n
      FROM upwards AS u CROSS JOIN scope AS s
     WHERE s.ids IS NULL OR u.category_id = ANY (s.ids) GROUP BY u.category_id)
SELECT (SELECT s.ids = '{}' FROM scope AS s) AS category_is_unknown,
       (SELECT count(*) FROM product) AS products,
       (SELECT count(*) FROM category) > 200 OR (SELECT count(DISTINCT brand) FROM product) > 50 AS is_cut,
       jsonb_build_object(
           'categories', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', c.path, 'count', c.n) ORDER BY c.path), '[]')
                            FROM (SELECT * FROM category ORDER BY path LIMIT 200) AS c),
           'brands', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', b.brand, 'count', b.n) ORDER BY b.n DESC, b.brand), '[]')
                        FROM (SELECT brand, count(*) AS n FROM product WHERE brand IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50) AS b),
           'price_bands', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', b.low::text, 'to', b.high::text, 'count', b.n) ORDER BY b.low), '[]')
                             FROM (SELECT min(price) AS low, max(price) AS high, count(*) AS n
                                     FROM (SELECT price, ntile(4) OVER (ORDER BY price) AS quarter FROM product) AS q GROUP BY quarter) AS b)) AS overview
