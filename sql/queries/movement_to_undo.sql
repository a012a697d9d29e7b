-- The movement $2 of store $1 with its product's counters: the change that takes it back, what has taken
-- it back already, and whether the shelf has been counted since. Sales and returns are corrected at the
-- till; a transfer has two ends, so it is corrected by one back.
SELECT p.sku, p.product_name AS name, p.product_id, p.cost, p.reorder_point, i.on_hand, i.version,
       m.kind, -m.quantity AS change,
       m.kind IN ('receipt', 'count', 'damage', 'write_off', 'return_to_supplier') AS can_be_undone,
       (SELECT u.movement_id FROM retail.inventory_movements AS u
         WHERE u.store_id = m.store_id AND u.undone_movement_id = m.movement_id) AS done_by,
       EXISTS (SELECT FROM retail.inventory_movements AS c
                WHERE c.store_id = m.store_id AND c.product_id = m.product_id AND c.kind = 'count'
                  AND c.moved_at >= m.moved_at AND c.movement_id <> m.movement_id) AS is_counted_since
  FROM retail.inventory_movements AS m
  JOIN retail.products AS p ON p.store_id = m.store_id AND p.product_id = m.product_id
  JOIN retail.inventory AS i ON i.store_id = m.store_id AND i.product_id = m.product_id
 WHERE m.store_id = $1::text AND m.movement_id = $2::uuid
