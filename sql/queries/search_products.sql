-- Products of the stores $1 that match the text $2, best first: a row per product (one per SKU over
-- several stores), and on every row what concerns the whole answer: how the words were read, the
-- facets, the total. Always at least one row; sku is NULL where there is no product. Within:
--   $3 category (name or path; with everything below it)   $4 brand   $5, $6 price from, to
--   $7 'here': in stock in the store shown, 'any': in stock in any of the stores
--   $8 tags (all of them)   $9 inactive products, too
--   $10 sort: relevance, price, -price, name, newest, best_selling (units in the 90 days to $13)
--   $11 rows, $12 rows before them   $14 no corrections: words as typed
-- Facets and total are about the products that match at least half of the query, weighed by how
-- rare its words are, or about the best there are; total is NULL where there may be more of them.
WITH
store AS MATERIALIZED (
    SELECT s.store_id, st.products
      FROM unnest($1::text[]) AS s(store_id)
      JOIN retail.search_stats AS st ON st.store_id = s.store_id),
term AS MATERIALIZED (
    SELECT s.store_id, t.*, t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5)) AS rarity
      FROM store AS s CROSS JOIN LATERAL retail.search_query_terms(s.store_id, $2, $14::boolean) AS t),
asked AS MATERIALIZED (
    SELECT t.store_id, array_agg(t.lexeme ORDER BY t.weight DESC, t.lexeme) AS lexemes,
           array_agg(t.weight ORDER BY t.weight DESC, t.lexeme) AS weights
      FROM (SELECT t.store_id, t.lexeme, sum(t.rarity) AS weight FROM term AS t
             WHERE t.lexeme IS NOT NULL GROUP BY 1, 2) AS t
     GROUP BY 1),
filter AS MATERIALIZED (
    SELECT CASE WHEN $3::text IS NOT NULL THEN retail.search_categories($3) END AS categories, $4::text AS brand,
           $5::numeric AS price_min, $6::numeric AS price_max, coalesce($7::text = 'here', false) AS here, $8::text[] AS tags,
           coalesce($9::boolean, false) AS inactive,
           num_nonnulls($3::text, $4::text, $5::numeric, $6::numeric, $7::text, $8::text[]) > 0 AS is_narrow),
identified AS MATERIALIZED (
    SELECT s.store_id, i.product_no, i.rank FROM store AS s CROSS JOIN LATERAL retail.search_identified(s.store_id, $2) AS i),
hit AS MATERIALIZED (
    SELECT coalesce(h.store_id, i.store_id) AS store_id, coalesce(h.product_no, i.product_no) AS product_no,
           coalesce(h.score, 0) AS score, coalesce(h.matched, 1) AS matched, coalesce(i.rank, 0) AS rank
      FROM (SELECT a.store_id, h.* FROM asked AS a CROSS JOIN LATERAL retail.search_score(a.store_id, a.lexemes, a.weights) AS h) AS h
      FULL JOIN identified AS i ON i.store_id = h.store_id AND i.product_no = h.product_no),
bound AS MATERIALIZED (
    SELECT coalesce(max(h.hits), 0) >= 500 AS is_reached FROM (SELECT count(*) AS hits FROM hit GROUP BY store_id) AS h),
admitted_at_first AS MATERIALIZED (
    SELECT h.store_id, h.score, h.matched, h.rank, p.*
      FROM hit AS h CROSS JOIN filter AS f
     CROSS JOIN LATERAL retail.search_admit(h.store_id, h.product_no, f.categories, f.brand, f.price_min, f.price_max, f.tags, f.here, f.inactive) AS p),
-- A filter that leaves too few of the best hits goes over all of them: it never hides a match.
admitted_of_all AS MATERIALIZED (
    SELECT a.store_id, h.score, h.matched, 0 AS rank, p.*
      FROM asked AS a CROSS JOIN filter AS f
     CROSS JOIN LATERAL retail.search_score(a.store_id, a.lexemes, a.weights, 2147483647, 2147483647) AS h
     CROSS JOIN LATERAL retail.search_admit(a.store_id, h.product_no, f.categories, f.brand, f.price_min, f.price_max, f.tags, f.here, f.inactive) AS p
     WHERE (SELECT f.is_narrow AND b.is_reached FROM filter AS f, bound AS b)
       AND (SELECT count(*) FROM admitted_at_first) < $11::integer + $12::integer),
admitted AS (
    SELECT * FROM admitted_at_first
    UNION ALL
    SELECT o.* FROM admitted_of_all AS o
     WHERE NOT EXISTS (SELECT FROM admitted_at_first AS a WHERE a.store_id = o.store_id AND a.product_id = o.product_id)),
entry AS MATERIALIZED (
    SELECT a.sku, max(a.rank) AS rank, max(a.score) AS score, max(a.matched) AS matched, min(a.price) AS price,
           sum(a.available) AS available, min(a.brand) AS brand, min(a.category_id) AS category_id, max(a.created_at) AS created_at,
           array_agg(a.store_id ORDER BY a.score DESC, a.store_id) AS stores, array_agg(a.product_id) AS product_ids
      FROM admitted AS a
     GROUP BY a.sku
    HAVING $7::text IS DISTINCT FROM 'any' OR sum(a.available) > 0),
result AS MATERIALIZED (
    SELECT e.* FROM entry AS e
     WHERE e.matched >= (SELECT least(0.5, max(m.matched)) FROM entry AS m)),
sorted AS (
    SELECT e.*, row_number() OVER (ORDER BY
               CASE $10::text WHEN 'relevance' THEN e.rank END DESC NULLS LAST,
               CASE $10::text WHEN 'relevance' THEN e.score WHEN '-price' THEN e.price::float8 WHEN 'best_selling' THEN s.units::float8
                              WHEN 'newest' THEN extract(epoch FROM e.created_at)::float8 END DESC NULLS LAST,
               CASE $10::text WHEN 'price' THEN e.price END,
               CASE $10::text WHEN 'name' THEN n.product_name END,
               e.score DESC, e.sku) AS place
      FROM (SELECT * FROM entry WHERE $10::text = 'relevance' UNION ALL SELECT * FROM result WHERE $10::text <> 'relevance') AS e
      LEFT JOIN LATERAL (
          SELECT p.product_name FROM retail.products AS p
           WHERE $10::text = 'name' AND p.store_id = e.stores[1] AND p.sku = e.sku) AS n ON true
      LEFT JOIN LATERAL (
          SELECT sum(i.quantity) AS units FROM retail.sales_transaction_items AS i
           WHERE $10::text = 'best_selling' AND i.store_id = ANY (e.stores) AND i.product_id = ANY (e.product_ids)
             AND i.business_date >= $13::date - 90 AND i.business_date < $13::date) AS s ON true),
page AS MATERIALIZED (
    SELECT * FROM sorted AS s ORDER BY s.place LIMIT $11::integer OFFSET $12::integer),
shown AS (
    SELECT g.place, g.sku, p.product_name, p.brand, retail.category_path(p.category_id) AS category, g.price, g.available,
           g.score / nullif((SELECT max(e.score) FROM entry AS e), 0) AS relevance, g.rank = 2 AS is_exact,
           (SELECT jsonb_agg(DISTINCT ltrim(t.word, '#')) FROM term AS t
             WHERE t.store_id = p.store_id AND t.lexeme IS NOT NULL AND t.reading <> 'measure' AND m.lexemes @> ARRAY[t.lexeme]) AS matched_words,
           (SELECT jsonb_agg(DISTINCT ltrim(t.asked, '#')) FROM term AS t
             WHERE t.store_id = p.store_id AND t.reading <> 'measure'
               AND NOT EXISTS (SELECT FROM term AS o WHERE o.store_id = p.store_id AND o.position = t.position AND m.lexemes @> ARRAY[o.lexeme])) AS lacks,
           CASE WHEN cardinality($1::text[]) > 1 THEN (
               SELECT jsonb_agg(jsonb_build_object('store_id', a.store_id, 'price', a.price::text, 'on_hand', a.available::text) ORDER BY a.store_id)
                 FROM admitted AS a WHERE a.sku = g.sku) END AS stores
      FROM page AS g
      JOIN retail.products AS p ON p.store_id = g.stores[1] AND p.sku = g.sku
      JOIN retail.search_documents AS m ON m.store_id = p.store_id AND m.product_no = p.product_no)
SELECT (SELECT CASE WHEN b.is_reached THEN NULL ELSE (SELECT count(*) FROM result) END FROM bound AS b) AS total,
       (SELECT b.is_reached FROM bound AS b) AS is_bounded,
       (SELECT count(*) FROM entry) > $11::integer + $12::integer AS has_more,
       (SELECT f.categories = '{}' FROM filter AS f) AS category_is_unknown,
       jsonb_build_object('readings', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('asked', ltrim(t.asked, '#'), 'word', ltrim(t.word, '#'), 'reading', t.reading)), '[]') FROM term AS t
         WHERE t.reading IN ('corrected', 'split', 'joined', 'unknown')),
       'facets', jsonb_build_object(
           'categories', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', c.name, 'count', c.n) ORDER BY c.n DESC, c.name), '[]')
                            FROM (SELECT retail.category_path(r.category_id) AS name, r.n
                                    FROM (SELECT r.category_id, count(*) AS n FROM result AS r WHERE r.category_id IS NOT NULL
                                           GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) AS r) AS c),
           'brands', (SELECT coalesce(jsonb_agg(jsonb_build_object('value', b.brand, 'count', b.n) ORDER BY b.n DESC, b.brand), '[]')
                        FROM (SELECT r.brand, count(*) AS n FROM result AS r WHERE r.brand IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) AS b),
           'price_bands', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', b.low::text, 'to', b.high::text, 'count', b.n) ORDER BY b.low), '[]')
                             FROM (SELECT min(q.price) AS low, max(q.price) AS high, count(*) AS n
                                     FROM (SELECT r.price, ntile(4) OVER (ORDER BY r.price) AS quarter FROM result AS r) AS q GROUP BY q.quarter) AS b),
           'in_stock', (SELECT count(*) FROM result AS r WHERE r.available > 0),
           'out_of_stock', (SELECT count(*) FROM result AS r WHERE r.available <= 0))) AS summary,
       shown.sku, coalesce(shown.product_name, '') AS product_name, shown.brand, shown.category,
       coalesce(shown.price, 0) AS price, coalesce(shown.available, 0) AS available, shown.relevance,
       coalesce(shown.is_exact, false) AS is_exact,
       jsonb_build_object('words', coalesce(shown.matched_words, '[]'), 'lacks', coalesce(shown.lacks, '[]'),
                          'stores', coalesce(shown.stores, '[]')) AS match
  FROM (SELECT 1) AS one
  LEFT JOIN shown ON true
 ORDER BY shown.place
