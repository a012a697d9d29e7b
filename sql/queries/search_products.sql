-- Products of the stores $1 that match the text $2: first a row about the whole answer (how the words
-- were read, what the text names), then a row per product and store, for search::Ranking to order and
-- count. Within:
--   $3 category (name or path; with everything below it)   $4 brand   $5, $6 price from, to
--   $7 'here': in stock in the store shown, 'any': in stock in any of the stores
--   $8 tags (all of them)   $9 inactive products, too
--   $10 sort: relevance, price, -price, name, newest, best_selling (units in the 90 days to $13)
--   $11 rows, $12 rows before them   $14 no corrections: words as typed
--   $15 the query's vector where a model elsewhere made it, $16 that model
-- A category that the text ends in ("in power tools") is a filter like $3; one that it is, or a brand
-- that it names, is told in the first row. Products come in the order of their names where $10 says so.
WITH
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
                                           $8::text[], $7, coalesce($9::boolean, false), $11::integer + $12::integer + 1,
                                           $10::text = 'relevance' AND NOT (SELECT q.is_whole FROM spoken AS q)) AS h),
hit AS MATERIALIZED (
    SELECT a.*
      FROM found AS f
     CROSS JOIN LATERAL retail.search_admit(f.stores, f.numbers, f.scores, f.matches, f.ranks, f.masks, f.categories, $4, $5::numeric, $6::numeric,
                                            $8::text[], coalesce($7::text = 'here', false), coalesce($9::boolean, false),
                                            CASE WHEN num_nonnulls((SELECT q.category FROM spoken AS q), $3::text, $4, $5::numeric, $6::numeric, $7::text, $8::text[], f.directions) = 0
                                                      AND cardinality($1::text[]) = 1 THEN $11::integer + $12::integer + 1 END) AS a),
-- The brand that the query names, by store; of the hits that every page looks at.
named AS MATERIALIZED (
    SELECT jsonb_agg(jsonb_build_object('store_id', s.asked ->> 'store_id', 'brand', b.brand, 'share', b.share)) AS brands
      FROM spoken AS q CROSS JOIN found AS f CROSS JOIN LATERAL jsonb_array_elements(f.asked) AS s(asked)
     CROSS JOIN LATERAL retail.search_named_brand(q.text, ARRAY(
          SELECT DISTINCT h.brand FROM hit AS h WHERE h.store_id = s.asked ->> 'store_id' AND h.brand IS NOT NULL AND h.rank >= 0), s.asked) AS b
     WHERE $4::text IS NULL AND NOT $14::boolean AND NOT q.is_whole),
-- The best hits' nearness to the query.
near AS MATERIALIZED (
    SELECT d.store_id, c.product_id, c.cosine
      FROM found AS f
     CROSS JOIN LATERAL unnest(f.direction_stores, f.models, f.directions) AS d(store_id, model, query)
     CROSS JOIN LATERAL retail.search_cosines(d.store_id, d.model, d.query, ARRAY(
          SELECT h.product_id FROM hit AS h WHERE h.store_id = d.store_id ORDER BY h.score DESC, h.product_id LIMIT 200)) AS c)
SELECT jsonb_build_object(
           'is_bounded', f.is_bounded, 'category_is_unknown', coalesce(f.categories = '{}', false), 'meaning', f.meaning, 'asked', f.asked,
           'named', jsonb_build_object('text', CASE WHEN q.category IS NOT NULL THEN q.text END, 'category', q.category,
                                       'whole', CASE WHEN q.is_whole THEN q.categories ELSE '{}' END, 'brands', coalesce(n.brands, '[]')),
           'paths', retail.search_category_paths(ARRAY(SELECT DISTINCT h.category_id FROM hit AS h))) AS summary,
       NULL AS store_id, NULL AS sku, NULL AS name, NULL AS brand, NULL AS category_id, NULL AS price, NULL AS available,
       NULL AS score, NULL AS cosine, NULL AS matched, NULL AS rank, NULL AS words, NULL AS sort_value
  FROM found AS f CROSS JOIN spoken AS q CROSS JOIN named AS n
UNION ALL
(SELECT NULL, h.store_id, h.sku, h.product_name, h.brand, h.category_id, h.price, h.available, h.score, v.cosine, h.matched, h.rank, h.words,
        CASE $10::text WHEN 'newest' THEN extract(epoch FROM h.created_at)::float8
                       WHEN 'best_selling' THEN (
            SELECT sum(i.quantity)::float8 FROM retail.sales_transaction_items AS i
             WHERE i.store_id = h.store_id AND i.product_id = h.product_id
               AND i.business_date >= $13::date - 90 AND i.business_date < $13::date) END
   FROM hit AS h LEFT JOIN near AS v ON v.store_id = h.store_id AND v.product_id = h.product_id
  ORDER BY CASE $10::text WHEN 'name' THEN h.product_name END)
