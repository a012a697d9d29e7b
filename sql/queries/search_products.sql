-- Products of the stores $1 that match the text $2, best first: a row per product (one per SKU over
-- several stores), and on every row what concerns the whole answer: how the words were read, the
-- facets, the total. Always at least one row; sku is NULL where there is no product. Within:
--   $3 category (name or path; with everything below it)   $4 brand   $5, $6 price from, to
--   $7 'here': in stock in the store shown, 'any': in stock in any of the stores
--   $8 tags (all of them)   $9 inactive products, too
--   $10 sort: relevance, price, -price, name, newest, best_selling (units in the 90 days to $13)
--   $11 rows, $12 rows before them   $14 no corrections: words as typed
--   $15 the query's vector where a model elsewhere made it, $16 that model
-- A category that the text ends in ("in power tools") is a filter like $3. A brand that the text names,
-- or a category that it is, comes first; it alone counts for total, facets and the other sorts, while
-- by relevance the rest follows.
-- Facets and total are about the products that match at least half of the query, weighed by how
-- rare its words are, or about the best there are; total is NULL where there may be more of them.
WITH RECURSIVE
spoken AS MATERIALIZED (
    SELECT coalesce(c.text, $2::text) AS text, c.category, c.categories, coalesce(c.is_whole, false) AS is_whole
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL retail.search_named_category($2) AS c ON $3::text IS NULL AND NOT $14::boolean),
meant AS MATERIALIZED (
    SELECT q.text, CASE WHEN $3::text IS NOT NULL THEN retail.search_categories($3) WHEN NOT q.is_whole THEN q.categories END AS categories
      FROM spoken AS q),
found AS MATERIALIZED (
    SELECT m.categories, h.*
      FROM meant AS m
     CROSS JOIN LATERAL retail.search_hits($1::text[], m.text, $14::boolean, $16, $15::public.vector, m.categories, $4, $5::numeric, $6::numeric,
                                           $8::text[], $7, coalesce($9::boolean, false), $11::integer + $12::integer) AS h),
admitted AS MATERIALIZED (
    SELECT a.*
      FROM found AS f
     CROSS JOIN LATERAL retail.search_admit(f.stores, f.numbers, f.scores, f.matches, f.ranks, f.categories, $4, $5::numeric, $6::numeric, $8::text[],
                                            coalesce($7::text = 'here', false), coalesce($9::boolean, false),
                                            CASE WHEN num_nonnulls((SELECT q.category FROM spoken AS q), $3::text, $4, $5::numeric, $6::numeric, $7::text, $8::text[], f.directions) = 0
                                                      AND cardinality($1::text[]) = 1 THEN $11::integer + $12::integer + 1 END) AS a),
-- The brand that the query names, by store: where its products match as much of the query as any do,
-- and more of it than their name.
named AS MATERIALIZED (
    SELECT a.store_id, b.brand, b.share
      FROM (SELECT a.store_id, array_agg(DISTINCT a.brand) AS brands, max(a.matched) AS matched FROM admitted AS a GROUP BY 1) AS a
     CROSS JOIN spoken AS q CROSS JOIN found AS f
     CROSS JOIN LATERAL retail.search_named_brand(a.store_id, q.text, a.brands, f.terms) AS b
     WHERE $4::text IS NULL AND NOT $14::boolean AND NOT q.is_whole
       AND EXISTS (SELECT FROM admitted AS p
                    WHERE p.store_id = a.store_id AND p.brand = b.brand AND p.matched > 0.99 * a.matched
                      AND (p.matched > b.share + 0.001 OR b.share > 0.99))),
-- The best hits' nearness to the query. Score and nearness meet as shares of the best, so that
-- neither scale matters: words decide the head of the list, vectors what comes after.
similar_hit AS MATERIALIZED (
    SELECT d.store_id, c.product_id, c.cosine
      FROM found AS f
     CROSS JOIN LATERAL unnest(f.direction_stores, f.models, f.directions) AS d(store_id, model, query)
     CROSS JOIN LATERAL retail.search_cosines(d.store_id, d.model, d.query, ARRAY(
          SELECT a.product_id FROM admitted AS a WHERE a.store_id = d.store_id ORDER BY a.score DESC, a.product_id LIMIT 200)) AS c),
entry AS MATERIALIZED (
    SELECT a.sku, max(a.rank) AS rank,
           max(coalesce(a.score / nullif((SELECT max(b.score) FROM admitted AS b), 0), 0) + 0.3 * coalesce(v.cosine, 0)) AS score,
           max(a.matched) AS matched, min(a.price_e4) AS price_e4,
           -- Of the named brand, and half of what is asked in all and beyond its name.
           bool_or(CASE WHEN q.is_whole THEN coalesce(a.category_id = ANY (q.categories), false)
                        ELSE coalesce(a.brand = n.brand AND a.matched >= 0.5 AND a.matched - n.share > 0.499 * (1 - n.share) - 0.001, false) END) AS is_meant,
           min(a.brand) AS brand, min(a.category_id) AS category_id, max(a.created_at) AS created_at
      FROM admitted AS a CROSS JOIN spoken AS q
      LEFT JOIN named AS n ON n.store_id = a.store_id
      LEFT JOIN similar_hit AS v ON v.store_id = a.store_id AND v.product_id = a.product_id
     GROUP BY a.sku
    HAVING $7::text IS DISTINCT FROM 'any'
        OR bool_or(CASE WHEN $7::text = 'any' THEN EXISTS (SELECT FROM retail.search_in_stock(ARRAY[a.store_id], ARRAY[a.product_id], ARRAY[a.sku])) END)),
result AS MATERIALIZED (
    SELECT e.* FROM entry AS e
     WHERE CASE WHEN (SELECT bool_or(m.is_meant) FROM entry AS m) THEN e.is_meant
                ELSE e.matched >= (SELECT least(0.5, max(m.matched)) FROM entry AS m) END),
page AS MATERIALIZED (
    SELECT e.*, row_number() OVER () AS place
      FROM (SELECT e.*
              FROM (SELECT * FROM entry WHERE $10::text = 'relevance' UNION ALL SELECT * FROM result WHERE $10::text <> 'relevance') AS e
             ORDER BY
               CASE $10::text WHEN 'relevance' THEN e.rank END DESC NULLS LAST,
               CASE $10::text WHEN 'relevance' THEN e.is_meant END DESC NULLS LAST,
               CASE $10::text WHEN 'relevance' THEN e.score WHEN '-price' THEN e.price_e4
                              WHEN 'newest' THEN extract(epoch FROM e.created_at)::float8
                              WHEN 'best_selling' THEN (
                   SELECT sum(i.quantity)::float8 FROM admitted AS a
                     JOIN retail.sales_transaction_items AS i ON i.store_id = a.store_id AND i.product_id = a.product_id
                    WHERE a.sku = e.sku AND i.business_date >= $13::date - 90 AND i.business_date < $13::date) END DESC NULLS LAST,
               CASE $10::text WHEN 'price' THEN e.price_e4 END,
               CASE $10::text WHEN 'name' THEN (
                   SELECT min(p.product_name) FROM admitted AS a JOIN retail.products AS p ON p.store_id = a.store_id AND p.product_no = a.product_no
                    WHERE a.sku = e.sku) END,
               e.score DESC, e.sku
             LIMIT $11::integer OFFSET $12::integer) AS e),
-- The page's products: in each of the stores, and what they come to; the best match stands for all.
offered AS MATERIALIZED (
    SELECT a.sku, a.store_id, a.product_no, a.price_e4,
           coalesce((SELECT i.on_hand - i.committed FROM retail.inventory AS i
                      WHERE i.store_id = a.store_id AND i.product_id = a.product_id), 0) AS available,
           row_number() OVER (PARTITION BY a.sku ORDER BY a.score DESC, a.store_id) AS choice
      FROM page AS g JOIN admitted AS a ON a.sku = g.sku),
chosen AS MATERIALIZED (
    SELECT o.sku, sum(o.available) AS available, min(o.store_id) FILTER (WHERE o.choice = 1) AS store_id,
           min(o.product_no) FILTER (WHERE o.choice = 1) AS product_no,
           CASE WHEN cardinality($1::text[]) > 1 THEN jsonb_agg(jsonb_build_object(
               'store_id', o.store_id, 'price', round(o.price_e4 / 10000.0, 4)::text, 'on_hand', o.available::text) ORDER BY o.store_id) END AS stores
      FROM offered AS o GROUP BY o.sku),
category_count AS MATERIALIZED (
    SELECT r.category_id, count(*) AS n FROM result AS r WHERE r.category_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10),
ancestor AS (
    SELECT c.category_id AS below, c.category_name AS path, c.parent_category_id AS parent, 1 AS depth
      FROM retail.product_categories AS c
     WHERE c.category_id = ANY (ARRAY(SELECT n.category_id FROM category_count AS n UNION SELECT g.category_id FROM page AS g))
    UNION ALL
    SELECT a.below, c.category_name || ' > ' || a.path, c.parent_category_id, a.depth + 1
      FROM ancestor AS a JOIN retail.product_categories AS c ON c.category_id = a.parent
     WHERE a.depth < 20),
category AS MATERIALIZED (
    SELECT a.below AS category_id, a.path FROM ancestor AS a WHERE a.parent IS NULL),
stock AS MATERIALIZED (
    SELECT count(DISTINCT s.sku) AS skus
      FROM (SELECT array_agg(a.store_id) AS stores, array_agg(a.product_id) AS product_ids, array_agg(a.sku) AS skus
              FROM admitted AS a JOIN result AS e ON e.sku = a.sku) AS r
     CROSS JOIN LATERAL retail.search_in_stock(r.stores, r.product_ids, r.skus) AS s(sku)),
shown AS (
    SELECT g.place, g.sku, p.product_name, p.brand, c.path AS category, g.price_e4, o.available,
           g.score / nullif((SELECT max(e.score) FROM entry AS e), 0) AS relevance, g.rank = 2 AS is_exact, g.rank > 0 AS has_number,
           o.store_id, m.lexemes, o.stores
      FROM page AS g
      JOIN chosen AS o ON o.sku = g.sku
      JOIN retail.products AS p ON p.store_id = o.store_id AND p.product_no = o.product_no
     CROSS JOIN LATERAL (
          SELECT array_agg(m.lexeme) AS lexemes FROM retail.search_postings AS m
           WHERE m.store_id = o.store_id AND m.lexeme = ANY ((SELECT f.lexemes FROM found AS f)::text[]) AND m.product_no = o.product_no) AS m
      LEFT JOIN category AS c ON c.category_id = g.category_id)
SELECT CASE WHEN NOT f.is_bounded THEN (SELECT count(*) FROM result) END AS total,
       f.is_bounded,
       CASE $10::text WHEN 'relevance' THEN (SELECT count(*) FROM entry) ELSE (SELECT count(*) FROM result) END > $11::integer + $12::integer AS has_more,
       f.categories = '{}' AS category_is_unknown,
       CASE WHEN coalesce(shown.place, 1) = 1 THEN jsonb_build_object(
       'meaning', f.meaning,
       'terms', f.terms,
       'named', jsonb_build_object(
           'text', (SELECT CASE WHEN q.category IS NOT NULL THEN q.text END FROM spoken AS q),
           'category', (SELECT q.category FROM spoken AS q WHERE NOT q.is_whole OR (SELECT bool_or(e.is_meant) FROM entry AS e)),
           'brand', (SELECT min(n.brand) FROM named AS n)),
       'facets', jsonb_build_object(
           'categories', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', c.path, 'count', n.n) ORDER BY n.n DESC, c.path), '[]')
                            FROM category_count AS n JOIN category AS c ON c.category_id = n.category_id),
           'brands', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', b.brand, 'count', b.n) ORDER BY b.n DESC, b.brand), '[]')
                        FROM (SELECT r.brand, count(*) AS n FROM result AS r WHERE r.brand IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) AS b),
           'price_bands', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', round(b.low / 10000.0, 4)::text, 'to', round(b.high / 10000.0, 4)::text, 'count', b.n) ORDER BY b.low), '[]')
                             FROM (SELECT min(q.price_e4) AS low, max(q.price_e4) AS high, count(*) AS n
                                     FROM (SELECT r.price_e4, ntile(4) OVER (ORDER BY r.price_e4) AS quarter FROM result AS r) AS q GROUP BY q.quarter) AS b),
           'in_stock', (SELECT s.skus FROM stock AS s),
           'out_of_stock', (SELECT count(*) FROM result) - (SELECT s.skus FROM stock AS s))) END AS summary,
       shown.sku, coalesce(shown.product_name, '') AS product_name, shown.brand, shown.category,
       coalesce(round(shown.price_e4 / 10000.0, 4), 0) AS price, coalesce(shown.available, 0) AS available, shown.relevance,
       coalesce(shown.is_exact, false) AS is_exact, coalesce(shown.has_number, false) AS has_number,
       jsonb_build_object('store_id', coalesce(shown.store_id, ''), 'lexemes', coalesce(shown.lexemes, '{}'),
                          'stores', coalesce(shown.stores, '[]')) AS match
  FROM found AS f
  LEFT JOIN shown ON true
 ORDER BY shown.place
