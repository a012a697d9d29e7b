-- Import: posts a count where the book had something else at that time. A day alone means its end; without as_of it is now.
-- $1 = the columns the file has
WITH wanted AS (
  SELECT f.store_id, p.product_id, f.on_hand,
         CASE WHEN f.as_of IS NULL THEN now()
              WHEN length(f.as_of) = 10 THEN least(((f.as_of::date + 1)::timestamp AT TIME ZONE s.time_zone) - interval '1 microsecond', now())
              ELSE retail_sec.import_moment(f.as_of, s.time_zone) END AS counted_at
    FROM pg_temp.import_stock f
    JOIN retail.stores s USING (store_id)
    JOIN retail.products p USING (store_id, sku)
), counted AS (
  INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, counted_quantity, reason)
  SELECT w.store_id, w.product_id, w.counted_at, 'count', w.on_hand, 'import'
    FROM wanted w
   WHERE w.on_hand <> (SELECT coalesce(sum(m.quantity), 0) FROM retail.inventory_movements m
                        WHERE m.store_id = w.store_id AND m.product_id = w.product_id AND m.moved_at <= w.counted_at)
      OR NOT EXISTS (SELECT FROM retail.inventory_movements m
                      WHERE m.store_id = w.store_id AND m.product_id = w.product_id AND m.kind = 'count' AND m.moved_at <= w.counted_at)
  RETURNING 1), ordered AS (
  UPDATE retail.inventory i SET
         on_order = CASE WHEN 'on_order' = ANY ($1::text[]) THEN coalesce(f.on_order, 0) ELSE i.on_order END,
         committed = CASE WHEN 'committed' = ANY ($1::text[]) THEN coalesce(f.committed, 0) ELSE i.committed END,
         backordered = CASE WHEN 'backordered' = ANY ($1::text[]) THEN coalesce(f.backordered, 0) ELSE i.backordered END
    FROM pg_temp.import_stock f JOIN retail.products p USING (store_id, sku)
   WHERE i.store_id = p.store_id AND i.product_id = p.product_id
     AND (i.on_order, i.committed, i.backordered) IS DISTINCT FROM
         (CASE WHEN 'on_order' = ANY ($1::text[]) THEN coalesce(f.on_order, 0) ELSE i.on_order END,
          CASE WHEN 'committed' = ANY ($1::text[]) THEN coalesce(f.committed, 0) ELSE i.committed END,
          CASE WHEN 'backordered' = ANY ($1::text[]) THEN coalesce(f.backordered, 0) ELSE i.backordered END)
  RETURNING 1)
SELECT (SELECT count(*) FROM counted) AS added, (SELECT count(*) FROM ordered) AS corrected
