-- The texts of the store $1's next $4 products after the number $3 that have no vector of the model $2.
SELECT p.product_no, p.product_id, retail.embedding_text(p) AS text
  FROM retail.products AS p
 WHERE p.store_id = $1 AND p.product_no > $3::integer
   AND NOT EXISTS (SELECT FROM retail.product_embeddings AS e
                    WHERE e.store_id = $1 AND e.embedding_model = $2 AND e.product_id = p.product_id)
 ORDER BY p.product_no LIMIT $4::integer
