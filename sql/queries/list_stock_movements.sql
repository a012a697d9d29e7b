-- The ledger of the stores $1, newest first. Filters, each NULL for none: business days from $2 up to,
-- but not including, $3; SKU or barcode $4; kind $5. $6 to $9 are business_date, moved_at, movement_id
-- and store_id of the last movement of the page before; $10 is the number of rows.
-- Planned for each call: by product where there is a SKU, else by day.
WITH page AS (
  SELECT m.*
    FROM unnest($1::text[]) AS s (store_id)
   CROSS JOIN LATERAL (
     SELECT m.store_id, m.movement_id, m.product_id, m.moved_at, m.business_date, m.kind, m.quantity, m.counted_quantity,
            m.transaction_id, m.transfer_id, m.other_store_id, m.undone_movement_id, m.reason, m.actor
       FROM retail.inventory_movements AS m
      WHERE m.store_id = s.store_id
        AND ($2::date IS NULL OR m.business_date >= $2::date)
        AND ($3::date IS NULL OR m.business_date < $3::date)
        AND ($4::text IS NULL OR m.product_id = ANY (ARRAY(
              SELECT p.product_id FROM retail.products AS p
               WHERE p.store_id = s.store_id AND (p.sku = $4::text OR p.barcode = $4::text))))
        AND ($5::text IS NULL OR m.kind = $5::text)
        AND ($6::date IS NULL
             OR (m.business_date, m.moved_at, m.movement_id, m.store_id) < ($6::date, $7::timestamptz, $8::uuid, $9::text))
      ORDER BY m.business_date DESC, m.moved_at DESC, m.movement_id DESC
      LIMIT $10::integer) AS m
   ORDER BY m.business_date DESC, m.moved_at DESC, m.movement_id DESC, m.store_id DESC
   LIMIT $10::integer
)
SELECT g.store_id, g.movement_id, g.moved_at, g.business_date, g.kind, p.sku, p.product_name AS name, g.quantity, g.counted_quantity,
       g.transaction_id, g.other_store_id AS other_store, g.undone_movement_id AS undoes, g.reason, g.actor,
       (SELECT u.movement_id FROM retail.inventory_movements AS u
         WHERE u.store_id = g.store_id AND u.undone_movement_id = g.movement_id) AS undone_by,
       -- whether the other store has received it can be told where that store is among the asked ones
       CASE WHEN g.kind = 'transfer_out' AND g.other_store_id = ANY ($1::text[]) THEN NOT EXISTS (
         SELECT FROM retail.inventory_movements AS r
          WHERE r.store_id = g.other_store_id AND r.transfer_id = g.transfer_id AND r.kind = 'transfer_in') END AS in_transit
  FROM page AS g
  JOIN retail.products AS p ON p.store_id = g.store_id AND p.product_id = g.product_id
 ORDER BY g.business_date DESC, g.moved_at DESC, g.movement_id DESC, g.store_id DESC
