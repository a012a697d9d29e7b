-- Gives the principal $1 the stores $2, to write if $3, until $4 (NULL: for good).
SELECT retail_sec.grant_stores($1, $2::text[], $3::boolean, $4::timestamptz)
