-- How many products the stores $1 carry, and how many categories the name or path $2 means: to tell
-- "nothing is low" from "nothing is there".
SELECT (SELECT count(*) FROM retail.products AS p WHERE p.store_id = ANY ($1::text[]) AND p.is_active) AS products,
       CASE WHEN $2::text IS NULL THEN 1 ELSE cardinality(retail.search_categories($2::text)) END AS categories
