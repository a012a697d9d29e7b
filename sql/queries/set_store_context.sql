-- Puts the store $1 ('*' for all of the login's) into context until the end of the transaction; $2
-- is the request's trace, for the audit.
SELECT retail.set_store_context($1::text, $2::text)
