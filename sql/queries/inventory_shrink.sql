-- What counts found missing (and write-offs without a count booked) in the stores $1 from $2 up to, but not
-- including, $3, a row per SKU of the category $4 (name or path, with everything below; NULL: any); $5 rows
-- from place $6 on, `totals` of all beside the first. Positive = missing; a count that was taken back does
-- not tell, and the first that a product's stock is known by found nothing missing. At the movement's cost, else today's; the rate is of the same products' net sales.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.cost
    FROM retail.products AS p
   WHERE p.store_id = ANY ($1::text[])
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), found AS (
  SELECT p.sku, min(p.product_name) AS name, count(*) AS counts, -sum(m.quantity) AS missing_units,
         -sum(m.quantity * coalesce(m.unit_cost, p.cost)) AS shrink
    FROM retail.inventory_movements AS m JOIN product AS p ON p.store_id = m.store_id AND p.product_id = m.product_id
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date >= $2::date AND m.business_date < $3::date
     AND (m.kind = 'write_off' OR m.kind = 'count' AND EXISTS (
            SELECT FROM retail.inventory_movements AS b WHERE b.store_id = m.store_id AND b.product_id = m.product_id
               AND b.moved_at < m.moved_at AND b.kind IN ('receipt', 'transfer_in', 'count')))
     AND NOT EXISTS (SELECT FROM retail.inventory_movements AS u WHERE u.store_id = m.store_id AND u.undone_movement_id = m.movement_id)
   GROUP BY p.sku
), sold AS (
  SELECT p.sku, sum(i.net_amount) AS net_sales
    FROM retail.sales_transaction_items AS i JOIN product AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
   WHERE i.store_id = ANY ($1::text[]) AND i.business_date >= $2::date AND i.business_date < $3::date
   GROUP BY p.sku
), line AS (
  SELECT f.*, coalesce(s.net_sales, 0) AS net_sales, round(f.shrink / nullif(s.net_sales, 0), 6) AS shrink_rate
    FROM found AS f LEFT JOIN sold AS s ON s.sku = f.sku
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.shrink DESC NULLS LAST, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_strip_nulls(jsonb_build_object('lines', (SELECT count(*) FROM line),
           'shrink', (SELECT coalesce(sum(l.shrink), 0)::text FROM line AS l), 'net_sales', (SELECT coalesce(sum(s.net_sales), 0)::text FROM sold AS s),
           'shrink_rate', round((SELECT sum(l.shrink) FROM line AS l) / nullif((SELECT sum(s.net_sales) FROM sold AS s), 0), 6))) AS totals
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.counts, g.missing_units, g.shrink, g.net_sales, g.shrink_rate
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
