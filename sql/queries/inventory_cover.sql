-- How long the stock of the stores $1 lasts and what it is worth, a row per active SKU of the category $4
-- (name or path, with everything below; NULL: any); $5 rows from place $6 on, `totals` of all beside the
-- first. Demand is the mean of the units sold on the days from $2 up to, but not including, $3 that closed
-- with stock; stock is today's. Cover is NULL without demand.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.price, p.cost, i.on_hand
    FROM retail.products AS p JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[]) AND p.is_active
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), demand AS MATERIALIZED (
  SELECT d.store_id, d.product_id, avg(d.sold) AS mean
    FROM retail.stock_days($1::text[], CASE WHEN $4::text IS NOT NULL THEN (SELECT coalesce(array_agg(p.product_id), '{}') FROM product AS p) END, $2::date, $3::date) AS d
   WHERE d.closing > 0
   GROUP BY d.store_id, d.product_id
), line AS (
  SELECT p.sku, min(p.product_name) AS name, sum(p.on_hand) AS on_hand, sum(p.on_hand * p.cost) AS inventory_value,
         sum(p.on_hand * p.price) AS retail_value, round(sum(d.mean), 4) AS daily_demand,
         round(greatest(sum(p.on_hand), 0) / nullif(sum(d.mean), 0), 1) AS days_of_cover,
         round(greatest(sum(p.on_hand), 0) / nullif(sum(d.mean) * 7, 0), 1) AS weeks_of_supply
    FROM product AS p LEFT JOIN demand AS d ON d.store_id = p.store_id AND d.product_id = p.product_id
   GROUP BY p.sku
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.inventory_value DESC NULLS LAST, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_strip_nulls(jsonb_build_object('lines', count(*), 'on_hand', trim_scale(coalesce(sum(l.on_hand), 0))::text,
           'inventory_value', coalesce(sum(l.inventory_value), 0)::text, 'retail_value', coalesce(sum(l.retail_value), 0)::text,
           'weeks_of_supply', round(greatest(sum(l.on_hand), 0) / nullif(sum(l.daily_demand) * 7, 0), 1)::text)) AS totals
    FROM line AS l
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.on_hand, g.inventory_value, g.retail_value, g.daily_demand, g.days_of_cover, g.weeks_of_supply
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
