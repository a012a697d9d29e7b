-- The stores that have products ($1 names one, NULL = all of them), and how the model $2 stands there:
-- products in all, those without a vector of it, and for a model of the store's own how many products
-- it was trained on and how many came since.
SELECT s.store_id, s.products, s.revision,
       m.model IS NOT NULL AS is_known, coalesce(m.active, false) AS is_active, coalesce(m.dimensions, 0) AS dimensions,
       coalesce(m.trained_on, 0) AS trained_on, coalesce(m.since_training, 0) AS since_training,
       m.revision IS NOT NULL AS is_finished, coalesce(m.revision = s.revision, false) AS is_current,
       (SELECT count(*) FROM retail.products AS p
         WHERE p.store_id = s.store_id
           AND NOT EXISTS (SELECT FROM retail.product_embeddings AS e
                            WHERE e.store_id = p.store_id AND e.embedding_model = $2 AND e.product_id = p.product_id)) AS missing
  FROM retail.search_stats AS s
  LEFT JOIN retail.embedding_models AS m ON m.store_id = s.store_id AND m.model = $2
 WHERE s.products > 0 AND s.store_id = coalesce($1, s.store_id)
 ORDER BY s.store_id
