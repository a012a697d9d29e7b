-- The transfer whose goods were sent to store $1 by the movement $2 of one of the stores $3, with the
-- counters of its product here and the movement that has received it already.
SELECT p.sku, p.product_name AS name, p.product_id, coalesce(m.unit_cost, p.cost) AS cost, p.reorder_point, i.on_hand, i.version,
       m.kind, -m.quantity AS change, m.transfer_id, m.store_id AS other_store,
       (SELECT r.movement_id FROM retail.inventory_movements AS r
         WHERE r.store_id = $1::text AND r.transfer_id = m.transfer_id AND r.kind = 'transfer_in') AS done_by
  FROM retail.inventory_movements AS m
  JOIN retail.products AS sent ON sent.store_id = m.store_id AND sent.product_id = m.product_id
  JOIN retail.products AS p ON p.store_id = $1::text AND p.sku = sent.sku
  JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 WHERE m.store_id = ANY ($3::text[]) AND m.movement_id = $2::uuid
   AND m.kind = 'transfer_out' AND m.other_store_id = $1::text
