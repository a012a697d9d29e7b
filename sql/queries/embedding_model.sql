-- Enters the model $2 of the store $1 with $3 dimensions and the provider $4; one that is known keeps
-- what is known of it.
INSERT INTO retail.embedding_models (store_id, model, dimensions, provider) VALUES ($1, $2, $3, $4)
ON CONFLICT (store_id, model) DO UPDATE SET dimensions = excluded.dimensions, provider = excluded.provider
