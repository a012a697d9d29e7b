-- About how many tokens the texts of the store $1's products are that have no vector of the model $2
-- (with $3 all of them): four bytes each, as providers count.
SELECT coalesce(sum((octet_length(retail.embedding_text(p)) + 3) / 4), 0) AS tokens
  FROM retail.products AS p
 WHERE p.store_id = $1
   AND ($3::boolean OR NOT EXISTS (SELECT FROM retail.product_embeddings AS e
                                    WHERE e.store_id = $1 AND e.embedding_model = $2 AND e.product_id = p.product_id))
