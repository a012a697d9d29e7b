-- Whether any promotion is recorded for the stores $1.
SELECT EXISTS (SELECT FROM retail.promotions AS r WHERE r.store_id = ANY ($1::text[])) AS known
