-- Fails unless $1 is a principal.
SELECT retail_sec.check_principal($1)
