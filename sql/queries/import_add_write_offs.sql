-- Import: stock written off, posted once; a corrected quantity posts the difference.
INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, quantity, reason, idempotency_key)
SELECT l.store_id, l.product_id, l.sold_at, 'write_off', l.quantity - q.quantity, coalesce(l.notes, 'import'),
       retail_sec.import_key(l.transaction_ref, l.line_no) || q.times
  FROM pg_temp.import_lines l,
       LATERAL (SELECT coalesce(sum(m.quantity), 0) AS quantity, count(*) AS times FROM retail.inventory_movements m
                 WHERE m.store_id = l.store_id
                   AND m.idempotency_key ^@ retail_sec.import_key(l.transaction_ref, l.line_no)) q
 WHERE l.is_write_off AND l.quantity <> q.quantity
