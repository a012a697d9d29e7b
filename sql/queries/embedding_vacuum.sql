-- After many vectors were replaced: statistics for plans, and room for the next ones.
VACUUM (ANALYZE) retail.product_embeddings, retail.term_vectors
