-- The next statement that the index over the store $1's vectors of the model $2 wants, NULL for none;
-- $3: all of the vectors are about to be replaced.
SELECT retail_sec.embedding_index_statement($1, $2, $3) AS statement
