-- Vectors $5 in the model $2 of those of the store $1's products $3 whose texts are still $4; how many.
WITH made AS (
  INSERT INTO retail.product_embeddings (store_id, product_id, embedding_text, embedding, embedding_model)
  SELECT p.store_id, p.product_id, u.text, u.embedding::public.halfvec, $2
    FROM unnest($3::uuid[], $4::text[], $5::text[]) AS u(product_id, text, embedding)
    JOIN retail.products AS p ON p.store_id = $1 AND p.product_id = u.product_id
   WHERE retail.embedding_text(p) = u.text AND public.l2_norm(u.embedding::public.halfvec) > 0
  ON CONFLICT DO NOTHING
  RETURNING 1)
SELECT count(*) AS made FROM made
