-- How many of the products of the stores $1 that match the text $2 each filter takes away, for a search
-- whose filters leave none: a row per filter that takes any. $3 to $9 are the filters of
-- search_products, $10 its "literal".
WITH
store AS MATERIALIZED (
    SELECT s.store_id, st.products
      FROM unnest($1::text[]) AS s(store_id)
      JOIN retail.search_stats AS st ON st.store_id = s.store_id),
lexeme AS MATERIALIZED (
    SELECT DISTINCT s.store_id, t.lexeme
      FROM store AS s CROSS JOIN LATERAL retail.search_query_terms(s.store_id, $2, $10::boolean) AS t WHERE t.lexeme IS NOT NULL),
hit AS MATERIALIZED (
    SELECT l.store_id, h.product_no
      FROM (SELECT l.store_id, array_agg(l.lexeme) AS lexemes FROM lexeme AS l GROUP BY 1) AS l
     CROSS JOIN LATERAL (SELECT DISTINCT p.product_no FROM retail.search_postings AS p
                          WHERE p.store_id = l.store_id AND p.lexeme = ANY (l.lexemes)) AS h
    UNION
    SELECT s.store_id, i.product_no FROM store AS s CROSS JOIN LATERAL retail.search_identified(s.store_id, $2) AS i),
filter AS MATERIALIZED (
    SELECT CASE WHEN $3::text IS NOT NULL THEN retail.search_categories($3) END AS categories),
sku AS (
    SELECT p.sku, bool_or(f.categories IS NULL OR p.category_id = ANY (f.categories)) AS category,
           bool_or($4::text IS NULL OR lower(p.brand) = lower($4::text)) AS brand,
           bool_or(($5::numeric IS NULL OR p.price >= $5::numeric) AND ($6::numeric IS NULL OR p.price <= $6::numeric)) AS price,
           bool_or($7::text IS NULL OR EXISTS (SELECT FROM retail.inventory AS i
                    WHERE i.store_id = p.store_id AND i.product_id = p.product_id AND i.on_hand > i.committed)) AS in_stock,
           bool_or($8::text[] IS NULL OR p.tags @> $8::text[]) AS tags, bool_or(p.is_active OR $9::boolean) AS include_inactive
      FROM filter AS f CROSS JOIN hit AS h
      JOIN retail.products AS p ON p.store_id = h.store_id AND p.product_no = h.product_no
     GROUP BY p.sku)
SELECT f.filter, count(*) AS products
  FROM sku AS s
 CROSS JOIN LATERAL (VALUES ('category', s.category), ('brand', s.brand), ('price', s.price), ('tags', s.tags),
                            ('include_inactive', s.include_inactive), ('in_stock', s.in_stock)) AS f(filter, passes)
 WHERE NOT coalesce(f.passes, false)
 GROUP BY 1 ORDER BY 2 DESC, 1
