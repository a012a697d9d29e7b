-- Vectors in the store $1's own model $2 for the next $4 products after the number $3 that have none.
-- A product of which the model knows no term gets none. The last number looked at, NULL at the end.
WITH batch AS MATERIALIZED (
  SELECT p.product_no FROM retail.products AS p
   WHERE p.store_id = $1 AND p.product_no > $3::integer
     AND NOT EXISTS (SELECT FROM retail.product_embeddings AS e
                      WHERE e.store_id = $1 AND e.embedding_model = $2 AND e.product_id = p.product_id)
   ORDER BY p.product_no LIMIT $4::integer),
made AS (
  INSERT INTO retail.product_embeddings (store_id, product_id, embedding_text, embedding, embedding_model)
  SELECT p.store_id, p.product_id, retail.embedding_text(p), v.embedding, $2
    FROM batch AS b
    JOIN retail.products AS p ON p.store_id = $1 AND p.product_no = b.product_no
    JOIN retail.search_documents AS d ON d.store_id = $1 AND d.product_no = b.product_no
   CROSS JOIN LATERAL (SELECT retail.sum_term_vectors(d.store_id, $2, d.lexemes, d.frequencies) AS embedding OFFSET 0) AS v
   WHERE public.l2_norm(v.embedding) > 0
  RETURNING 1)
SELECT max(b.product_no) AS last, count(*) AS seen, (SELECT count(*) FROM made) AS made FROM batch AS b
