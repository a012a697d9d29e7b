-- Uses up the confirmation whose id has the SHA-256 $1 (hex); false when it has been used before.
SELECT retail.use_request_state(decode($1::text, 'hex'), now() + interval '1 day') AS is_first
