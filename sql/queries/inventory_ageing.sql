-- How old the stock of the stores $1 is on the day $3, a row per SKU with stock, of the category $4 (name or
-- path, with everything below; NULL: any); $5 rows from place $6 on, `totals` of all beside the first.
-- With dead = $7, only what has not sold since $2, though it was there before. Age is the days since the
-- last receipt (of the store that received last), else since the last sale.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.cost, p.price, i.on_hand
    FROM retail.products AS p JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[])
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), moved AS (
  SELECT m.store_id, m.product_id, min(m.business_date) AS first_day,
         max(m.business_date) FILTER (WHERE m.kind IN ('receipt', 'transfer_in')) AS received_on,
         max(m.business_date) FILTER (WHERE m.kind = 'sale') AS sold_on
    FROM retail.inventory_movements AS m
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date < $3::date
   GROUP BY m.store_id, m.product_id
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, sum(p.on_hand) AS on_hand, sum(p.on_hand * p.cost) AS inventory_value,
         sum(p.on_hand * p.price) AS retail_value, min(m.first_day) AS first_day,
         $3::date - max(m.sold_on) AS days_since_sale, $3::date - coalesce(max(m.received_on), max(m.sold_on)) AS age_days,
         CASE WHEN max(m.received_on) IS NOT NULL THEN 'last receipt' WHEN max(m.sold_on) IS NOT NULL THEN 'last sale' END AS age_basis
    FROM product AS p LEFT JOIN moved AS m ON m.store_id = p.store_id AND m.product_id = p.product_id
   GROUP BY p.sku
), line AS (
  SELECT e.*, CASE WHEN e.age_days <= 30 THEN '0-30' WHEN e.age_days <= 60 THEN '31-60' WHEN e.age_days <= 90 THEN '61-90'
                   WHEN e.age_days > 90 THEN 'over 90' ELSE 'unknown' END AS bucket
    FROM entry AS e
   WHERE e.on_hand > 0
     AND (NOT $7::boolean OR e.first_day < $2::date AND (e.days_since_sale IS NULL OR e.days_since_sale > $3::date - $2::date))
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY CASE WHEN $7::boolean THEN l.inventory_value ELSE l.age_days END DESC NULLS LAST, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_build_object('lines', count(*), 'on_hand', trim_scale(coalesce(sum(l.on_hand), 0))::text,
           'inventory_value', coalesce(sum(l.inventory_value), 0)::text, 'retail_value', coalesce(sum(l.retail_value), 0)::text,
           'classes', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', b.bucket, 'lines', b.n, 'value', coalesce(b.value, 0)::text) ORDER BY b.bucket), '[]')
                         FROM (SELECT x.bucket, count(*) AS n, sum(x.inventory_value) AS value FROM line AS x GROUP BY x.bucket) AS b)) AS totals
    FROM line AS l
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.on_hand, g.inventory_value, g.retail_value, g.age_days, g.age_basis, g.bucket, g.days_since_sale
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
