-- Products of the stores $1 that match the text $2, best first: a row per product (one per SKU over
-- several stores), and on every row what concerns the whole answer: how the words were read, the
-- facets, the total. Always at least one row; sku is NULL where there is no product. Within:
--   $3 category (name or path; with everything below it)   $4 brand   $5, $6 price from, to
--   $7 'here': in stock in the store shown, 'any': in stock in any of the stores
--   $8 tags (all of them)   $9 inactive products, too
--   $10 sort: relevance, price, -price, name, newest, best_selling (units in the 90 days to $13)
--   $11 rows, $12 rows before them   $14 no corrections: words as typed
--   $15 the query's vector where a model elsewhere made it, $16 that model
-- Facets and total are about the products that match at least half of the query, weighed by how
-- rare its words are, or about the best there are; total is NULL where there may be more of them.
WITH RECURSIVE
store AS MATERIALIZED (
    SELECT s.store_id, st.products
      FROM unnest($1::text[]) AS s(store_id)
      JOIN retail.search_stats AS st ON st.store_id = s.store_id),
term AS MATERIALIZED (
    SELECT s.store_id, t.*, t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5)) AS rarity
      FROM store AS s CROSS JOIN LATERAL retail.search_query_terms(s.store_id, $2, $14::boolean) AS t),
asked AS MATERIALIZED (
    SELECT t.store_id, array_agg(t.lexeme ORDER BY t.weight DESC, t.lexeme) AS lexemes,
           array_agg(t.weight ORDER BY t.weight DESC, t.lexeme) AS weights,
           array_agg(t.products ORDER BY t.weight DESC, t.lexeme) AS products
      FROM (SELECT t.store_id, t.lexeme, sum(t.rarity) AS weight, max(t.products) AS products FROM term AS t
             WHERE t.lexeme IS NOT NULL GROUP BY 1, 2) AS t
     GROUP BY 1),
filter AS MATERIALIZED (
    SELECT CASE WHEN $3::text IS NOT NULL THEN retail.search_categories($3) END AS categories, $4::text AS brand,
           $5::numeric AS price_min, $6::numeric AS price_max, coalesce($7::text = 'here', false) AS here, $8::text[] AS tags,
           coalesce($9::boolean, false) AS inactive,
           num_nonnulls($3::text, $4::text, $5::numeric, $6::numeric, $7::text, $8::text[]) > 0 AS is_narrow),
identified AS MATERIALIZED (
    SELECT s.store_id, i.product_no, i.rank FROM store AS s CROSS JOIN LATERAL retail.search_identified(s.store_id, $2) AS i),
-- The query as a direction, where the store has vectors; and the products nearest to it where its
-- words find little.
meaning AS MATERIALIZED (
    SELECT t.store_id, t.lexemes, m.*, m.query IS NOT NULL AND t.commonest < 10 AS is_wide
      FROM (SELECT s.store_id, array_agg(t.lexeme) FILTER (WHERE t.lexeme IS NOT NULL) AS lexemes,
                   array_agg(t.weight::real) FILTER (WHERE t.lexeme IS NOT NULL) AS weights, coalesce(max(t.products), 0) AS commonest
              FROM store AS s LEFT JOIN term AS t ON t.store_id = s.store_id GROUP BY 1) AS t
     CROSS JOIN LATERAL retail.search_meaning(t.store_id, t.lexemes, t.weights, $16, $15::public.vector) AS m),
nearest AS MATERIALIZED (
    SELECT m.store_id, n.product_no
      FROM meaning AS m CROSS JOIN LATERAL retail.search_nearest(m.store_id, m.model, m.query, 50) AS n
     WHERE m.is_wide AND n.cosine > 0.2
       AND n.product_no <> ALL (ARRAY(SELECT p.product_no FROM retail.search_postings AS p
                                       WHERE p.store_id = m.store_id AND p.lexeme = ANY (m.lexemes)))),
hit AS MATERIALIZED (
    SELECT coalesce(h.store_id, i.store_id) AS store_id, coalesce(h.product_no, i.product_no) AS product_no,
           coalesce(h.score, 0) AS score, coalesce(h.matched, 1) AS matched, coalesce(i.rank, 0) AS rank
      FROM (SELECT a.store_id, h.* FROM asked AS a
             CROSS JOIN LATERAL retail.search_score(a.store_id, a.lexemes, a.weights, a.products) AS h
             UNION ALL
            SELECT n.store_id, n.product_no, 0, 0 FROM nearest AS n) AS h
      FULL JOIN identified AS i ON i.store_id = h.store_id AND i.product_no = h.product_no),
-- As many as search_score returns: there may be more.
bound AS MATERIALIZED (
    SELECT coalesce(max(h.hits), 0) >= 250 AS is_reached FROM (SELECT count(*) AS hits FROM hit GROUP BY store_id) AS h),
admitted_at_first AS MATERIALIZED (
    SELECT s.store_id, p.*
      FROM store AS s CROSS JOIN filter AS f
     CROSS JOIN LATERAL (
          SELECT array_agg(h.product_no) AS numbers, array_agg(h.score) AS scores, array_agg(h.matched) AS matches, array_agg(h.rank) AS ranks
            FROM hit AS h WHERE h.store_id = s.store_id) AS h
     CROSS JOIN LATERAL retail.search_admit(s.store_id, h.numbers, h.scores, h.matches, h.ranks,
                                            f.categories, f.brand, f.price_min, f.price_max, f.tags, f.here, f.inactive) AS p),
-- A filter that leaves too few of the best hits goes over all of them: it never hides a match.
every_hit AS MATERIALIZED (
    SELECT a.store_id, h.*
      FROM asked AS a CROSS JOIN LATERAL retail.search_score(a.store_id, a.lexemes, a.weights, a.products, 2147483647, 2147483647, 2147483647) AS h
     WHERE (SELECT f.is_narrow AND b.is_reached FROM filter AS f, bound AS b)
       AND (SELECT count(*) FROM admitted_at_first) < $11::integer + $12::integer),
admitted AS MATERIALIZED (
    SELECT * FROM admitted_at_first
    UNION ALL
    SELECT s.store_id, p.*
      FROM store AS s CROSS JOIN filter AS f
     CROSS JOIN LATERAL (
          SELECT array_agg(h.product_no) AS numbers, array_agg(h.score) AS scores, array_agg(h.matched) AS matches, array_agg(0) AS ranks
            FROM every_hit AS h
           WHERE h.store_id = s.store_id
             AND NOT EXISTS (SELECT FROM hit AS o WHERE o.store_id = h.store_id AND o.product_no = h.product_no)) AS h
     CROSS JOIN LATERAL retail.search_admit(s.store_id, h.numbers, h.scores, h.matches, h.ranks,
                                            f.categories, f.brand, f.price_min, f.price_max, f.tags, f.here, f.inactive) AS p
     WHERE h.numbers IS NOT NULL),
-- The best hits' nearness to the query. Score and nearness meet as shares of the best, so that
-- neither scale matters: words decide the head of the list, vectors what comes after.
similar_hit AS MATERIALIZED (
    SELECT a.store_id, a.product_id, greatest(1 - (e.embedding OPERATOR(public.<=>) m.query), 0) AS cosine
      FROM meaning AS m
     CROSS JOIN LATERAL (SELECT a.store_id, a.product_id FROM admitted AS a WHERE a.store_id = m.store_id
                          ORDER BY a.score DESC, a.product_id LIMIT 200) AS a
      JOIN retail.product_embeddings AS e ON e.store_id = a.store_id AND e.embedding_model = m.model AND e.product_id = a.product_id
     WHERE m.query IS NOT NULL),
entry AS MATERIALIZED (
    SELECT a.sku, max(a.rank) AS rank,
           max(coalesce(a.score / nullif((SELECT max(b.score) FROM admitted AS b), 0), 0) + 0.3 * coalesce(v.cosine, 0)) AS score,
           max(a.matched) AS matched, min(a.price_e4) AS price_e4,
           min(a.brand) AS brand, min(a.category_id) AS category_id, max(a.created_at) AS created_at
      FROM admitted AS a
      LEFT JOIN similar_hit AS v ON v.store_id = a.store_id AND v.product_id = a.product_id
     GROUP BY a.sku
    HAVING $7::text IS DISTINCT FROM 'any'
        OR bool_or(CASE WHEN $7::text = 'any' THEN EXISTS (SELECT FROM retail.search_in_stock(a.store_id, ARRAY[a.product_id], ARRAY[a.sku])) END)),
result AS MATERIALIZED (
    SELECT e.* FROM entry AS e
     WHERE e.matched >= (SELECT least(0.5, max(m.matched)) FROM entry AS m)),
page AS MATERIALIZED (
    SELECT e.*, row_number() OVER () AS place
      FROM (SELECT e.*
              FROM (SELECT * FROM entry WHERE $10::text = 'relevance' UNION ALL SELECT * FROM result WHERE $10::text <> 'relevance') AS e
             ORDER BY
               CASE $10::text WHEN 'relevance' THEN e.rank END DESC NULLS LAST,
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
-- The page's products in each of the stores, the best match first.
offered AS MATERIALIZED (
    SELECT a.sku, a.store_id, a.product_no, a.price_e4,
           coalesce((SELECT i.on_hand - i.committed FROM retail.inventory AS i
                      WHERE i.store_id = a.store_id AND i.product_id = a.product_id), 0) AS available,
           row_number() OVER (PARTITION BY a.sku ORDER BY a.score DESC, a.store_id) AS choice
      FROM page AS g JOIN admitted AS a ON a.sku = g.sku),
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
    SELECT count(DISTINCT a.sku) AS skus
      FROM store AS s
     CROSS JOIN LATERAL (
          SELECT array_agg(a.product_id) AS product_ids, array_agg(a.sku) AS skus
            FROM admitted AS a
           WHERE a.store_id = s.store_id AND a.matched >= (SELECT min(r.matched) FROM result AS r)) AS r
     CROSS JOIN LATERAL retail.search_in_stock(s.store_id, r.product_ids, r.skus) AS a(sku)),
shown AS (
    SELECT g.place, g.sku, p.product_name, p.brand, c.path AS category, g.price_e4,
           (SELECT sum(s.available) FROM offered AS s WHERE s.sku = g.sku) AS available,
           g.score / nullif((SELECT max(e.score) FROM entry AS e), 0) AS relevance, g.rank = 2 AS is_exact, g.rank > 0 AS has_number,
           (SELECT jsonb_agg(DISTINCT ltrim(t.word, '#')) FROM term AS t
             WHERE t.store_id = o.store_id AND t.lexeme IS NOT NULL AND t.reading <> 'measure' AND m.lexemes @> ARRAY[t.lexeme]) AS matched_words,
           (SELECT jsonb_agg(DISTINCT ltrim(t.asked, '#')) FROM term AS t
             WHERE t.store_id = o.store_id AND t.reading <> 'measure'
               AND NOT EXISTS (SELECT FROM term AS u WHERE u.store_id = o.store_id AND u.position = t.position AND m.lexemes @> ARRAY[u.lexeme])) AS lacks,
           CASE WHEN cardinality($1::text[]) > 1 THEN (
               SELECT jsonb_agg(jsonb_build_object('store_id', s.store_id, 'price', round(s.price_e4 / 10000.0, 4)::text, 'on_hand', s.available::text) ORDER BY s.store_id)
                 FROM offered AS s WHERE s.sku = g.sku) END AS stores
      FROM page AS g
      JOIN offered AS o ON o.sku = g.sku AND o.choice = 1
      JOIN retail.products AS p ON p.store_id = o.store_id AND p.product_no = o.product_no
      JOIN retail.search_documents AS m ON m.store_id = o.store_id AND m.product_no = o.product_no
      LEFT JOIN category AS c ON c.category_id = g.category_id)
SELECT (SELECT CASE WHEN b.is_reached THEN NULL ELSE (SELECT count(*) FROM result) END FROM bound AS b) AS total,
       (SELECT b.is_reached FROM bound AS b) AS is_bounded,
       CASE $10::text WHEN 'relevance' THEN (SELECT count(*) FROM entry) ELSE (SELECT count(*) FROM result) END > $11::integer + $12::integer AS has_more,
       (SELECT f.categories = '{}' FROM filter AS f) AS category_is_unknown,
       CASE WHEN coalesce(shown.place, 1) = 1 THEN jsonb_build_object(
       'meaning', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                              'model', m.model, 'provider', m.provider, 'is_current', m.is_current, 'is_asked', m.query IS NOT NULL,
                              'scan', CASE WHEN NOT m.is_wide THEN 'hits' WHEN m.is_indexed THEN 'index' ELSE 'exact' END) ORDER BY m.store_id), '[]')
                     FROM meaning AS m),
       'readings', (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('asked', ltrim(t.asked, '#'), 'word', ltrim(t.word, '#'), 'reading', t.reading)), '[]') FROM term AS t
         WHERE t.reading IN ('corrected', 'split', 'joined', 'unknown')),
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
       jsonb_build_object('words', coalesce(shown.matched_words, '[]'), 'lacks', coalesce(shown.lacks, '[]'),
                          'stores', coalesce(shown.stores, '[]')) AS match
  FROM (SELECT 1) AS one
  LEFT JOIN shown ON true
 ORDER BY shown.place
