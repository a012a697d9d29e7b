-- What could stand in for the product with the SKU or barcode $2 in the stores $1: what is available
-- first, then by nearness in meaning, by being the same type of thing, and by price. $3 rows, $4 before
-- them. Candidates are the nearest by vector and the products that are named the same thing; either
-- alone will do, so a store without vectors has substitutes, too. One row per SKU.
WITH
anchor AS MATERIALIZED (
    SELECT p.store_id, p.sku, p.brand, p.price, p.category_id, m.model,
           coalesce(e.embedding, CASE WHEN m.provider = 'catalogue' THEN retail.sum_term_vectors(p.store_id, m.model, d.lexemes, d.frequencies) END) AS embedding,
           retail.search_lexeme((retail.search_head(p.product_name, s.language, retail.search_lexicon_of(s.language)))[1],
                                retail.search_dictionary(s.language)) AS kind
      FROM retail.products AS p
      JOIN retail.search_stats AS s ON s.store_id = p.store_id
      JOIN retail.search_documents AS d ON d.store_id = p.store_id AND d.product_no = p.product_no
      LEFT JOIN retail.embedding_models AS m ON m.store_id = p.store_id AND m.active
      LEFT JOIN retail.product_embeddings AS e ON e.store_id = p.store_id AND e.embedding_model = m.model AND e.product_id = p.product_id
     WHERE p.store_id = ANY ($1::text[]) AND (p.sku = $2::text OR p.barcode = $2::text)),
candidate AS MATERIALIZED (
    SELECT a.store_id, n.product_no
      FROM anchor AS a CROSS JOIN LATERAL retail.search_nearest(a.store_id, a.model, a.embedding, 60) AS n
     WHERE a.embedding IS NOT NULL
    UNION
    SELECT a.store_id, n.product_no
      FROM anchor AS a
     CROSS JOIN LATERAL (SELECT p.product_no FROM retail.search_postings AS p
                          WHERE p.store_id = a.store_id AND p.lexeme = a.kind ORDER BY p.impact DESC, p.product_no LIMIT 60) AS n),
offer AS MATERIALIZED (
    SELECT p.store_id, p.sku, p.product_name, p.brand, p.price, i.on_hand - i.committed AS available, a.kind,
           greatest(1 - (e.embedding OPERATOR(public.<=>) a.embedding), 0) AS similarity,
           -- Named so in the title and as its head: the weights of search_document.
           coalesce(d.frequencies[array_position(d.lexemes, a.kind)] >= 1.5, false) AS is_same_type,
           coalesce(p.category_id = a.category_id, false) AS is_same_category,
           coalesce(lower(p.brand) = lower(a.brand), false) AS is_same_brand,
           p.price / nullif(a.price, 0) AS price_ratio
      FROM candidate AS c
      JOIN anchor AS a ON a.store_id = c.store_id
      JOIN retail.products AS p ON p.store_id = c.store_id AND p.product_no = c.product_no AND p.is_active AND p.sku <> a.sku
      JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
      JOIN retail.search_documents AS d ON d.store_id = p.store_id AND d.product_no = p.product_no
      LEFT JOIN retail.product_embeddings AS e ON e.store_id = p.store_id AND e.embedding_model = a.model AND e.product_id = p.product_id),
scored AS (
    SELECT o.*, coalesce(o.similarity, 0) + 0.5 * o.is_same_type::int + 0.25 * o.is_same_category::int
                + 0.25 * coalesce(1 - least(abs(ln(nullif(o.price_ratio, 0))) / ln(2.0), 1), 0) AS score
      FROM offer AS o
     WHERE o.is_same_type OR o.is_same_category OR o.similarity > 0.4)
SELECT s.sku, min(s.product_name) AS name, min(s.brand) AS brand, min(s.price) AS price, sum(s.available) AS on_hand,
       bool_or(s.available > 0) AS in_stock, max(s.similarity) AS similarity, bool_or(s.is_same_type) AS is_same_type,
       bool_or(s.is_same_category) AS is_same_category, bool_or(s.is_same_brand) AS is_same_brand, min(s.kind) AS kind,
       round((min(s.price_ratio) - 1) * 100) AS price_difference, count(*) OVER () AS total
  FROM scored AS s
 GROUP BY s.sku
 ORDER BY bool_or(s.available > 0) DESC, max(s.score) DESC, s.sku
 LIMIT $3::integer OFFSET $4::bigint
