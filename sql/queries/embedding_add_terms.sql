-- Vectors $4 of the terms $3 in the store $1's own model $2.
INSERT INTO retail.term_vectors (store_id, model, lexeme, vector)
SELECT $1, $2, u.lexeme, u.vector::public.halfvec FROM unnest($3::text[], $4::text[]) AS u(lexeme, vector)
