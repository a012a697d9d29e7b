-- Whether the principal $1 sees customers' personal data: $2.
SELECT retail_sec.set_personal_data($1, $2::boolean)
