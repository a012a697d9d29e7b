-- Takes a principal's grants and login. $1 principal
SELECT retail_sec.drop_principal($1)
