-- Until when the stock of the stores $1 was not known: sales are in the ledger from before the first count or receipt, as where
-- somebody's sales were imported with nothing but today's stock. A row per such store; known_since is NULL where there is neither.
SELECT s.store_id, k.known_since
  FROM unnest($1::text[]) AS s(store_id)
 CROSS JOIN LATERAL (SELECT min(m.business_date) AS first_moved FROM retail.inventory_movements AS m WHERE m.store_id = s.store_id) AS f
 CROSS JOIN LATERAL (SELECT min(m.business_date) AS known_since FROM retail.inventory_movements AS m
                      WHERE m.store_id = s.store_id AND m.kind IN ('receipt', 'transfer_in', 'count')) AS k
 WHERE f.first_moved < coalesce(k.known_since, 'infinity')
 ORDER BY k.known_since DESC NULLS FIRST LIMIT 1
