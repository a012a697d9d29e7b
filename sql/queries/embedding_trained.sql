-- Notes that the store $1's own model $2 was trained on $3 products.
UPDATE retail.embedding_models AS m SET trained_on = $3 WHERE m.store_id = $1 AND m.model = $2
