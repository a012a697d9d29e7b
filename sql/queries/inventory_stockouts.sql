-- Days without stock in the stores $1 from $2 up to, but not including, $3, and what they cost, a row per
-- active SKU of the category $4 (name or path, with everything below; NULL: any) that ran out; $5 rows from
-- place $6 on, `totals` of all beside the first.
-- Lost units = for each such day the mean of the days in stock of the same weekday (of all weekdays if it
-- has none), from eight weeks before $2 on, less what was sold on it; low and high lie one standard
-- deviation of that sum away, days taken as independent. Values are at today's price without tax and cost.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.cost,
         p.price / (1 + CASE WHEN s.prices_include_tax THEN s.tax_rate ELSE 0 END) AS price
    FROM retail.products AS p JOIN retail.stores AS s ON s.store_id = p.store_id
   WHERE p.store_id = ANY ($1::text[]) AND s.store_id = ANY ($1::text[]) AND p.is_active
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), day AS MATERIALIZED (
  SELECT d.store_id, d.product_id, d.day, d.sold, d.closing, extract(isodow FROM d.day) AS weekday
    FROM retail.stock_days($1::text[], CASE WHEN $4::text IS NOT NULL THEN (SELECT coalesce(array_agg(p.product_id), '{}') FROM product AS p) END, $2::date - 56, $3::date) AS d
), usual AS (
  SELECT d.store_id, d.product_id, d.weekday, avg(d.sold) AS mean, coalesce(var_samp(d.sold), 0) AS variance
    FROM day AS d
   WHERE d.closing > 0
   GROUP BY d.store_id, d.product_id, GROUPING SETS ((d.weekday), ())
), ranged AS (
  SELECT d.store_id, d.product_id, count(*) AS days, count(*) FILTER (WHERE d.closing <= 0) AS out_days
    FROM day AS d
   WHERE d.day >= $2::date
   GROUP BY d.store_id, d.product_id
), lost AS (
  SELECT d.store_id, d.product_id, greatest(0, sum(coalesce(w.mean, o.mean) - d.sold)) AS units,
         sqrt(sum(coalesce(w.variance, o.variance))) AS deviation
    FROM day AS d
    LEFT JOIN usual AS w ON w.store_id = d.store_id AND w.product_id = d.product_id AND w.weekday = d.weekday
    LEFT JOIN usual AS o ON o.store_id = d.store_id AND o.product_id = d.product_id AND o.weekday IS NULL
   WHERE d.day >= $2::date AND d.closing <= 0
   GROUP BY d.store_id, d.product_id
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, sum(r.out_days) AS stockout_days, sum(r.days) AS days_ranged,
         round(sum(l.units), 2) AS lost_units, round(sum(greatest(0, l.units - l.deviation)), 2) AS lost_units_low,
         round(sum(l.units + l.deviation), 2) AS lost_units_high, round(sum(l.units * p.price), 4) AS lost_sales,
         round(sum(greatest(0, l.units - l.deviation) * p.price), 4) AS lost_sales_low, round(sum((l.units + l.deviation) * p.price), 4) AS lost_sales_high,
         round(sum(l.units * (p.price - p.cost)), 4) AS lost_margin
    FROM product AS p
    JOIN ranged AS r ON r.store_id = p.store_id AND r.product_id = p.product_id
    LEFT JOIN lost AS l ON l.store_id = p.store_id AND l.product_id = p.product_id
   GROUP BY p.sku
), line AS (
  SELECT e.*, round(e.stockout_days::numeric / e.days_ranged, 6) AS stockout_rate FROM entry AS e WHERE e.stockout_days > 0
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.lost_sales DESC NULLS LAST, l.stockout_days DESC, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_strip_nulls(jsonb_build_object('lines', (SELECT count(*) FROM line), 'stockout_days', coalesce(sum(e.stockout_days), 0),
           'stockout_rate', round(sum(e.stockout_days) / nullif(sum(e.days_ranged), 0), 6),
           'lost_sales', coalesce(sum(e.lost_sales), 0)::text, 'lost_sales_low', coalesce(sum(e.lost_sales_low), 0)::text,
           'lost_sales_high', coalesce(sum(e.lost_sales_high), 0)::text, 'lost_margin', coalesce(sum(e.lost_margin), 0)::text)) AS totals
    FROM entry AS e
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.stockout_days, g.days_ranged, g.stockout_rate, g.lost_units, g.lost_units_low, g.lost_units_high, g.lost_sales, g.lost_margin
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
