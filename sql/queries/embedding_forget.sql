-- Forgets all vectors that the model $2 has of the store $1's products and terms.
WITH product AS (
  DELETE FROM retail.product_embeddings AS e WHERE e.store_id = $1 AND e.embedding_model = $2),
term AS (
  DELETE FROM retail.term_vectors AS t WHERE t.store_id = $1 AND t.model = $2)
UPDATE retail.embedding_models AS m SET trained_on = 0, since_training = 0, revision = NULL, is_indexed = false
 WHERE m.store_id = $1 AND m.model = $2
