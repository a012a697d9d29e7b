-- What the stores $1 should order, a row per store and SKU: all active products, of the category $2
-- (name or path, with everything below), of the supplier $3, of the SKUs or barcodes $4; each NULL for
-- any. $5 overrides the stores' service level. $6 is the business day: demand is measured on the days from
-- $9 to the one before it. $7 rows from place $8 on: those with something to order or to fetch, or every SKU of $4.
-- `plan` (all rows together) stands beside the first row; without any row it stands alone.
--
-- Demand D is the mean of the units sold on days that closed with stock, s their standard deviation: days
-- without stock tell nothing of what was wanted. With lead time L, review time R and factor Z:
--   safety stock   smooth and erratic demand: Z s sqrt(L + R)
--                  intermittent and lumpy: the service level's quantile of what sold on L + R in-stock
--                  days in a row, less D (L + R)
--                  fewer than 8 days with demand: what the product's recorded reorder point holds beyond D L
--   reorder point  D L + safety stock; target  D (L + R) + safety stock
--   order          target - position when the position is at or below the reorder point, less what other
--                  stores can spare, up to the minimum and to whole packs
-- Every figure is computed from the rounded ones shown beside it, so that it can be checked by hand.
-- Products meet their days and demand in FULL JOINs that lose nothing: estimates of their number are
-- far too low under row-level security, and a full join is never made row by row.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name AS name, p.supplier_name AS supplier, p.cost, p.price,
         p.pack_size, coalesce(p.minimum_order_quantity, 0) AS minimum_order_quantity,
         coalesce(p.lead_time_days, 7) AS lead_time_days, p.lead_time_days IS NULL AS lead_time_assumed,
         coalesce(p.reorder_point, p.minimum_stock) AS recorded_reorder_point,
         i.on_hand, i.committed, i.on_order, i.backordered, i.on_hand + i.on_order - i.backordered AS position,
         s.review_days, l.service_level, retail.normal_quantile(l.service_level) AS z,
         ceil(coalesce(p.lead_time_days, 7) + s.review_days)::integer AS horizon
    FROM retail.stores AS s
   CROSS JOIN LATERAL (SELECT coalesce($5::numeric, s.service_level) AS service_level) AS l
    JOIN retail.products AS p ON p.store_id = s.store_id
    JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE s.store_id = ANY ($1::text[]) AND p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[]) AND p.is_active
     AND ($2::text IS NULL OR p.category_id = ANY (retail.search_categories($2::text)))
     AND ($3::text IS NULL OR lower(p.supplier_name) = lower($3::text))
     AND ($4::text[] IS NULL OR p.sku = ANY ($4::text[]) OR p.barcode = ANY ($4::text[]))
), day AS MATERIALIZED ( -- the days that tell of demand, numbered, with what was sold up to each
  SELECT d.store_id, d.product_id, d.day, d.sold,
         row_number() OVER in_time AS place, sum(d.sold) OVER in_time AS sold_so_far
    FROM retail.stock_days($1::text[], (SELECT array_agg(p.product_id) FROM product AS p), $9::date, $6::date) AS d
   WHERE d.closing > 0
  WINDOW in_time AS (PARTITION BY d.store_id, d.product_id ORDER BY d.day)
), demand AS MATERIALIZED (
  SELECT d.store_id, d.product_id, count(*) AS in_stock_days, count(*) FILTER (WHERE d.sold > 0) AS demand_days,
         round(avg(d.sold), 4) AS daily_demand, round(coalesce(stddev_samp(d.sold), 0), 4) AS sigma,
         coalesce((stddev_samp(d.sold) FILTER (WHERE d.sold > 0) / avg(d.sold) FILTER (WHERE d.sold > 0)) ^ 2, 0) AS cv2
    FROM day AS d
   GROUP BY d.store_id, d.product_id
), stretch AS MATERIALIZED ( -- what sold on each run of as many in-stock days as an order must last
  SELECT d.store_id, d.product_id, p.service_level,
         d.sold_so_far - lag(d.sold_so_far, p.horizon, 0::numeric) OVER (PARTITION BY d.store_id, d.product_id ORDER BY d.place) AS sold,
         d.place >= p.horizon AS is_whole
    FROM day AS d FULL JOIN product AS p ON p.store_id = d.store_id AND p.product_id = d.product_id
), quantile AS MATERIALIZED (
  SELECT s.store_id, s.product_id, percentile_disc(s.service_level::double precision) WITHIN GROUP (ORDER BY s.sold) AS sold
    FROM stretch AS s
   WHERE s.is_whole
   GROUP BY s.store_id, s.product_id, s.service_level
), measured AS MATERIALIZED (
  SELECT p.*, coalesce(d.in_stock_days, 0) AS in_stock_days, coalesce(d.demand_days, 0) AS demand_days,
         coalesce(d.daily_demand, 0) AS daily_demand, coalesce(d.sigma, 0) AS sigma, q.sold AS quantile,
         CASE WHEN coalesce(d.demand_days, 0) < 8 THEN 'insufficient_history'
              WHEN d.in_stock_days < 1.32 * d.demand_days THEN CASE WHEN d.cv2 < 0.49 THEN 'smooth' ELSE 'erratic' END
              WHEN q.sold IS NULL THEN 'insufficient_history'
              WHEN d.cv2 < 0.49 THEN 'intermittent' ELSE 'lumpy' END AS demand_class
    FROM product AS p
    FULL JOIN demand AS d ON d.store_id = p.store_id AND d.product_id = p.product_id
    FULL JOIN quantile AS q ON q.store_id = p.store_id AND q.product_id = p.product_id
), secured AS (
  SELECT m.*, CASE WHEN m.demand_class IN ('smooth', 'erratic') THEN round(m.z * m.sigma * sqrt(m.lead_time_days + m.review_days), 2)
                   WHEN m.demand_class = 'insufficient_history' THEN greatest(0, round(m.recorded_reorder_point - m.daily_demand * m.lead_time_days, 2))
                   ELSE greatest(0, round(m.quantile - m.daily_demand * (m.lead_time_days + m.review_days), 2)) END AS safety_stock
    FROM measured AS m
), levelled AS (
  SELECT s.*, round(s.daily_demand * s.lead_time_days, 2) + s.safety_stock AS reorder_point,
         round(s.daily_demand * (s.lead_time_days + s.review_days), 2) + s.safety_stock AS target
    FROM secured AS s
), needed AS (
  SELECT l.*, CASE WHEN l.position <= l.reorder_point THEN greatest(0, l.target - l.position) ELSE 0 END AS need,
         greatest(0, floor(least(l.on_hand - l.committed, l.position) - greatest(l.target, l.reorder_point))) AS spare
    FROM levelled AS l
), ranked AS MATERIALIZED ( -- per SKU, what is missing and what can be spared laid end to end
  SELECT n.*, sum(ceil(n.need)) OVER (PARTITION BY n.sku ORDER BY n.need DESC, n.store_id) AS need_end,
         sum(n.spare) OVER (PARTITION BY n.sku ORDER BY n.spare DESC, n.store_id) AS spare_end,
         sum(n.spare) OVER (PARTITION BY n.sku) AS spare_in_all
    FROM needed AS n
), transfer AS MATERIALIZED ( -- where a store's stretch of what is missing lies over another's of what is spared
  SELECT r.sku, r.name, f.store_id AS from_store, t.store_id AS to_store, a.quantity
    FROM (SELECT r.sku, min(r.name) AS name, array_agg(r.store_id) AS stores, array_agg(ceil(r.need)) AS needs,
                 array_agg(r.need_end) AS need_ends, array_agg(r.spare) AS spares, array_agg(r.spare_end) AS spare_ends
            FROM ranked AS r GROUP BY r.sku HAVING sum(r.need) > 0 AND sum(r.spare) > 0) AS r
   CROSS JOIN LATERAL unnest(r.stores, r.needs, r.need_ends) AS t(store_id, need, need_end)
   CROSS JOIN LATERAL unnest(r.stores, r.spares, r.spare_ends) AS f(store_id, spare, spare_end)
   CROSS JOIN LATERAL (SELECT least(t.need_end, f.spare_end) - greatest(t.need_end - t.need, f.spare_end - f.spare) AS quantity) AS a
   WHERE t.need > 0 AND f.spare > 0 AND a.quantity > 0
), fetching AS ( -- the same summed up: how much of a store's stretch lies over any that is spared
  SELECT r.*, CASE WHEN r.need > 0 THEN greatest(0, least(r.need_end, r.spare_in_all) - (r.need_end - ceil(r.need))) ELSE 0 END AS transfer_in
    FROM ranked AS r
), ordered AS (
  SELECT f.*,
         CASE WHEN f.need > f.transfer_in
              THEN ceil(greatest(f.need - f.transfer_in, f.minimum_order_quantity) / coalesce(f.pack_size, 1)) * coalesce(f.pack_size, 1)
              ELSE 0 END AS suggested_order
    FROM fetching AS f
), line AS (
  SELECT o.*, o.suggested_order * o.cost AS order_value, round(greatest(o.on_hand, 0) / nullif(o.daily_demand, 0), 1) AS days_of_cover
    FROM ordered AS o
   WHERE $4::text[] IS NOT NULL OR o.suggested_order > 0 OR o.transfer_in > 0
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.days_of_cover NULLS LAST, l.sku, l.store_id) AS place
    FROM line AS l
   ORDER BY place
   LIMIT $7::integer OFFSET $8::integer
), plan AS (
  SELECT jsonb_build_object(
           'products', (SELECT count(*) FROM product),
           'total', (SELECT count(*) FROM line),
           'suppliers', (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.supplier NULLS LAST), '[]')
                           FROM (SELECT l.supplier, count(*) AS lines, trim_scale(sum(l.suggested_order))::text AS units,
                                        coalesce(sum(l.order_value), 0)::text AS order_value,
                                        count(*) FILTER (WHERE l.cost IS NULL) AS lines_without_cost
                                   FROM line AS l WHERE l.suggested_order > 0 GROUP BY l.supplier) AS s),
           'transfers', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.sku, t.to_store, t.from_store), '[]')
                           FROM (SELECT x.sku, x.name, x.from_store, x.to_store, trim_scale(x.quantity)::text AS quantity
                                   FROM transfer AS x ORDER BY x.quantity DESC, x.sku, x.to_store, x.from_store LIMIT 100) AS t),
           'transfer_count', (SELECT count(*) FROM transfer)) AS plan
)
SELECT CASE WHEN coalesce(g.place, 0) <= $8::integer + 1 THEN n.plan::text END AS plan,
       g.store_id, g.sku, g.name, g.supplier, g.demand_class, g.daily_demand, g.sigma, g.in_stock_days, g.demand_days,
       g.lead_time_days, g.lead_time_assumed, g.review_days, g.service_level, g.z, g.safety_stock, g.reorder_point, g.target,
       g.on_hand, g.position, g.days_of_cover, g.transfer_in, g.pack_size, g.minimum_order_quantity, g.suggested_order, g.cost, g.order_value
  FROM plan AS n LEFT JOIN page AS g ON true
 ORDER BY g.place
