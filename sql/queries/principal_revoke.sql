-- Takes from the principal $1 the stores $2 (NULL: all), only the right to write them if $3.
SELECT retail_sec.revoke_stores($1, $2::text[], $3::boolean)
