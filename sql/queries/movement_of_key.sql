-- The movement that the idempotency key $2 has posted in store $1, whether its request had the digest $3
-- (hex), and the stock as it was answered then. A count's difference may have been restated since.
SELECT m.movement_id, m.kind, p.sku, m.quantity, m.other_store_id AS other_store,
       coalesce(m.on_hand_before, i.on_hand - m.quantity) AS before,
       coalesce(m.counted_quantity, m.on_hand_before + m.quantity, i.on_hand) AS after,
       coalesce(m.request_digest = decode($3::text, 'hex'), false) AS is_same_request,
       m.kind = 'transfer_out' AND NOT EXISTS (
         SELECT FROM retail.inventory_movements AS r
          WHERE r.store_id = m.other_store_id AND r.transfer_id = m.transfer_id AND r.kind = 'transfer_in') AS in_transit
  FROM retail.inventory_movements AS m
  JOIN retail.products AS p ON p.store_id = m.store_id AND p.product_id = m.product_id
  JOIN retail.inventory AS i ON i.store_id = m.store_id AND i.product_id = m.product_id
 WHERE m.store_id = $1::text AND m.idempotency_key = $2::text
