-- Posts one movement to store $1's ledger: $2 product, $3 kind, $4 signed quantity, $5 counted quantity
-- (counts), $6 unit cost, $7 the transfer that is received (a new one gets its id here), $8 other store,
-- $9 undone movement, $10 reason, $11 idempotency key, $12 digest of the request in hex, $13 on_hand
-- before, $14 when. No row when the key has been used meanwhile.
--
-- It takes effect on the stock as the person saw it. So it is never dated where an earlier count would
-- absorb it, however the clocks go: behind the last count, and a count behind everything.
INSERT INTO retail.inventory_movements
  (store_id, product_id, kind, quantity, counted_quantity, unit_cost, transfer_id, other_store_id, undone_movement_id,
   reason, idempotency_key, request_digest, on_hand_before, moved_at)
VALUES ($1::text, $2::uuid, $3::text, $4::numeric, $5::numeric, $6::numeric,
        CASE WHEN $3::text = 'transfer_out' THEN gen_random_uuid() ELSE $7::uuid END, $8::text, $9::uuid,
        $10::text, $11::text, decode($12::text, 'hex'), $13::numeric,
        greatest($14::timestamptz,
                 CASE WHEN $3::text = 'count' THEN (
                   SELECT max(m.moved_at) FROM retail.inventory_movements AS m
                    WHERE m.store_id = $1::text AND m.product_id = $2::uuid) END,
                 (SELECT max(c.moved_at) FROM retail.inventory_movements AS c
                   WHERE c.store_id = $1::text AND c.product_id = $2::uuid AND c.kind = 'count') + interval '1 microsecond'))
ON CONFLICT (store_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
RETURNING movement_id
