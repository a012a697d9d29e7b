-- Notes that $3 products got their vector from the store $1's own model $2 after its training.
UPDATE retail.embedding_models AS m SET since_training = m.since_training + $3 WHERE m.store_id = $1 AND m.model = $2
