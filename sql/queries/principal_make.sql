-- Makes the login $1; whether it is new.
SELECT retail_sec.make_principal($1)
