-- Makes a principal's login and sets its grants. $1 name, $2 stores as an array, $3 may write, $4 sees personal data
SELECT retail_sec.set_principal($1, $2::text[], $3::boolean, $4::boolean)
