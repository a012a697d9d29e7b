-- What a model of the store $1 learns from: of each product the 32 strongest terms of title, brand,
-- category and description, without its numbers of identity, joined by U+001F.
SELECT array_to_string(ARRAY(SELECT u.lexeme FROM unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
                              WHERE u.frequency >= 0.25 AND left(u.lexeme, 1) <> '='
                              ORDER BY u.frequency DESC, u.lexeme COLLATE "C" LIMIT 32), chr(31)) AS terms
  FROM retail.search_documents AS d
 WHERE d.store_id = $1
