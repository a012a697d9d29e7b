-- $1 principal, $2 password
SELECT retail_sec.set_principal_password($1, $2)
