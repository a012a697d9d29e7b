-- Import: how many rows each store has; NULL is the chain.
SELECT coalesce(store_id, '*') AS store_id, count(*) AS rows FROM pg_temp.import_stores GROUP BY 1 ORDER BY 1
