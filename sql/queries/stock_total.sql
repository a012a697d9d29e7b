-- How many products the stores $1 carry: to tell "nothing is low" from "nothing is there".
SELECT count(*) AS products FROM retail.products AS p WHERE p.store_id = ANY ($1::text[]) AND p.is_active
