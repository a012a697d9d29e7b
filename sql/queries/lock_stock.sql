-- Locks the counters of product $2 in store $1 until the transaction ends, and tells their version: what
-- is posted next is posted on exactly this stock.
SELECT i.version, i.on_hand FROM retail.inventory AS i
 WHERE i.store_id = $1::text AND i.product_id = $2::uuid
   FOR NO KEY UPDATE
