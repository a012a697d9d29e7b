-- How much of what the stores $1 had was sold from $2 up to, but not including, $3, a row per SKU of the
-- category $4 (name or path, with everything below; NULL: any); $5 rows from place $6 on, `totals` of all
-- beside the first. Sell-through = units sold / (on hand at the beginning + received); its variants by
-- receipts alone and by what is left stand beside it under their own names. NULL where nothing was there.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, i.on_hand
    FROM retail.products AS p JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[])
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), moved AS (
  SELECT m.store_id, m.product_id, sum(m.quantity) AS since_beginning,
         coalesce(sum(m.quantity) FILTER (WHERE m.business_date >= $3::date), 0) AS since_end,
         coalesce(sum(m.quantity) FILTER (WHERE m.business_date < $3::date AND m.kind IN ('receipt', 'transfer_in')), 0) AS received,
         coalesce(-sum(m.quantity) FILTER (WHERE m.business_date < $3::date AND m.kind = 'sale'), 0) AS sold
    FROM retail.inventory_movements AS m
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date >= $2::date
   GROUP BY m.store_id, m.product_id
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, sum(p.on_hand - coalesce(m.since_beginning, 0)) AS on_hand_before,
         sum(p.on_hand - coalesce(m.since_end, 0)) AS on_hand_after,
         coalesce(sum(m.received), 0) AS received, coalesce(sum(m.sold), 0) AS units_sold
    FROM product AS p LEFT JOIN moved AS m ON m.store_id = p.store_id AND m.product_id = p.product_id
   GROUP BY p.sku
), line AS (
  SELECT e.*, round(e.units_sold / nullif(e.on_hand_before + e.received, 0), 6) AS sell_through,
         round(e.units_sold / nullif(e.received, 0), 6) AS sell_through_of_receipts,
         round(e.units_sold / nullif(e.units_sold + e.on_hand_after, 0), 6) AS sell_through_of_stock
    FROM entry AS e
   WHERE e.on_hand_before <> 0 OR e.received <> 0 OR e.units_sold <> 0
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.sell_through DESC NULLS LAST, l.units_sold DESC, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_strip_nulls(jsonb_build_object('lines', count(*), 'units_sold', trim_scale(coalesce(sum(l.units_sold), 0))::text,
           'on_hand', trim_scale(coalesce(sum(l.on_hand_after), 0))::text,
           'sell_through', round(sum(l.units_sold) / nullif(sum(l.on_hand_before + l.received), 0), 6))) AS totals
    FROM line AS l
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.on_hand_before, g.received, g.units_sold, g.on_hand_after AS on_hand, g.sell_through, g.sell_through_of_receipts,
       g.sell_through_of_stock
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
