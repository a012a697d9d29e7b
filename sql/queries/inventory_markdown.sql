-- What the stores $1 should sell off, a row per active SKU of the category $4 (name or path, with everything
-- below; NULL: any); $5 rows from place $6 on, `totals` of all beside the first. Candidates have stock for
-- more than 12 weeks, or sold less than 20 % of what was there from $2 up to, but not including, $3 although
-- they were there before it began.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.price, p.cost, i.on_hand
    FROM retail.products AS p JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[]) AND p.is_active
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), demand AS MATERIALIZED (
  SELECT d.store_id, d.product_id, avg(d.sold) FILTER (WHERE d.closing > 0) AS mean, sum(d.sold) AS sold,
         sum(d.received) AS received, min(d.day) AS first_day
    FROM retail.stock_days($1::text[], CASE WHEN $4::text IS NOT NULL THEN (SELECT coalesce(array_agg(p.product_id), '{}') FROM product AS p) END, $2::date, $3::date) AS d
   GROUP BY d.store_id, d.product_id
), moved AS (
  SELECT m.store_id, m.product_id, sum(m.quantity) AS quantity
    FROM retail.inventory_movements AS m
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date >= $2::date
   GROUP BY m.store_id, m.product_id
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, sum(p.on_hand) AS on_hand, sum(p.on_hand * p.cost) AS inventory_value,
         sum(p.on_hand * p.price) AS retail_value, bool_or(d.first_day <= $2::date) AS is_old,
         round(greatest(sum(p.on_hand), 0) / nullif(sum(d.mean) * 7, 0), 1) AS weeks_of_supply, coalesce(sum(d.sold), 0) AS units_sold,
         round(sum(d.sold) / nullif(sum(p.on_hand - coalesce(m.quantity, 0)) + sum(d.received), 0), 6) AS sell_through
    FROM product AS p
    LEFT JOIN demand AS d ON d.store_id = p.store_id AND d.product_id = p.product_id
    LEFT JOIN moved AS m ON m.store_id = p.store_id AND m.product_id = p.product_id
   GROUP BY p.sku
), line AS (
  SELECT e.*, concat_ws(', ', CASE WHEN e.weeks_of_supply > 12 THEN 'over 12 weeks of supply' END,
                              CASE WHEN e.is_old AND e.sell_through < 0.20 THEN 'sell-through under 20 %' END) AS reason
    FROM entry AS e
   WHERE e.on_hand > 0 AND (e.weeks_of_supply > 12 OR e.is_old AND e.sell_through < 0.20)
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.inventory_value DESC NULLS LAST, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_build_object('lines', count(*), 'on_hand', trim_scale(coalesce(sum(l.on_hand), 0))::text,
           'inventory_value', coalesce(sum(l.inventory_value), 0)::text, 'retail_value', coalesce(sum(l.retail_value), 0)::text) AS totals
    FROM line AS l
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.on_hand, g.inventory_value, g.retail_value, g.weeks_of_supply, g.units_sold, g.sell_through, g.reason
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
