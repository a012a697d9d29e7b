-- Stock of the stores $1, a row per SKU: those in $2 (NULL: all active ones), of the category $3 (name
-- or path, with everything below; NULL: any), of the status $4 (out, low, ok, all; attention = out or
-- low) in at least one store. $5 is the store's business day: cover is measured on the days from $8 to
-- the one before it. $6 rows from place $7 on; `total` counts all of them.
-- Planned for each call: by SKU where there are some, else over the whole store.
WITH product AS (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.price, p.reorder_point, i.on_hand, i.committed, i.on_order, i.backordered,
         CASE WHEN i.on_hand - i.committed <= 0 THEN 'out'
              WHEN i.on_hand - i.committed <= coalesce(p.reorder_point, p.minimum_stock) THEN 'low'
              ELSE 'ok' END AS status
    FROM retail.products AS p
    JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[])
     AND CASE WHEN $2::text[] IS NULL THEN p.is_active ELSE p.sku = ANY ($2::text[]) OR p.barcode = ANY ($2::text[]) END
     AND ($3::text IS NULL OR p.category_id = ANY (retail.search_categories($3::text)))
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, min(p.price) AS price,
         sum(p.on_hand) AS on_hand, sum(p.committed) AS committed, sum(p.on_hand - p.committed) AS available,
         sum(p.on_order) AS on_order, sum(p.on_hand + p.on_order - p.backordered) AS position,
         sum(p.reorder_point) AS reorder_point,
         min(array_position(ARRAY['out', 'low', 'ok'], p.status)) AS urgency,
         array_agg(p.product_id) AS product_ids,
         jsonb_agg(jsonb_build_object('store_id', p.store_id, 'price', p.price::text, 'on_hand', trim_scale(p.on_hand)::text,
                                      'status', p.status) ORDER BY p.store_id)
           FILTER (WHERE cardinality($1::text[]) > 1) AS in_stores
    FROM product AS p
   GROUP BY p.sku
  HAVING bool_or(CASE $4::text WHEN 'all' THEN true WHEN 'attention' THEN p.status IN ('out', 'low') ELSE p.status = $4::text END)
), page AS (
  SELECT e.*, count(*) OVER () AS total
    FROM entry AS e
   ORDER BY e.urgency, e.available, e.sku
   LIMIT $6::integer OFFSET $7::integer
), demand AS MATERIALIZED (
  SELECT s.product_id, avg(s.sold) AS mean
    FROM (SELECT array_agg(u.product_id) AS product_ids FROM page AS g, unnest(g.product_ids) AS u (product_id)) AS shown,
         LATERAL retail.stock_days_of($1::text[], shown.product_ids, $8::date, $5::date) AS s
   WHERE s.closing > 0
   GROUP BY s.store_id, s.product_id
)
SELECT g.total, g.sku, g.name, g.price, (ARRAY['out', 'low', 'ok'])[g.urgency] AS status, g.on_hand, g.committed, g.available,
       g.on_order, g.position, g.reorder_point,
       round(greatest(g.on_hand, 0) / nullif(d.daily_demand, 0), 1) AS days_of_cover,
       g.in_stores
  FROM page AS g
  LEFT JOIN LATERAL (
    SELECT sum(x.mean) AS daily_demand FROM demand AS x WHERE x.product_id = ANY (g.product_ids)) AS d ON true
 ORDER BY g.urgency, g.available, g.sku
