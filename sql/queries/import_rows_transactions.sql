-- Import: how many rows each store has, and the sum of their amounts if they have any; NULL is the chain.
SELECT coalesce(store_id, '*') AS store_id, count(*) AS rows, round(sum(unit_price * quantity), 4) AS amount FROM pg_temp.import_transactions GROUP BY 1 ORDER BY 1
