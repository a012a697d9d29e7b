-- How often the stock of the stores $1 turned over from $2 up to, but not including, $3, annualised, a row
-- per SKU of the category $4 (name or path, with everything below; NULL: any); $5 rows from place $6 on,
-- `totals` of all beside the first.
-- The mean of the daily closing balances needs no row per day: a movement of q changes the balance of the
-- days before it when counted back from today's, so the mean is today's less q x (such days / all days).
-- Planned for each call: the period decides which index and join order is best.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.cost, i.on_hand
    FROM retail.products AS p JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[])
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), moved AS (
  SELECT m.store_id, m.product_id,
         sum(m.quantity * (least(m.business_date, $3::date) - $2::date)) / ($3::date - $2::date) AS weighted
    FROM retail.inventory_movements AS m
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date > $2::date
   GROUP BY m.store_id, m.product_id
), sold AS (
  SELECT i.store_id, i.product_id, sum(i.unit_cost * i.quantity) AS cost_of_sales,
         sum(i.net_amount - i.unit_cost * i.quantity) AS gross_margin
    FROM retail.sales_transaction_items AS i
   WHERE i.store_id = ANY ($1::text[]) AND i.business_date >= $2::date AND i.business_date < $3::date
   GROUP BY i.store_id, i.product_id
), entry AS (
  SELECT p.sku, min(p.product_name) AS name, coalesce(sum(s.cost_of_sales), 0) AS cost_of_sales,
         coalesce(sum(s.gross_margin), 0) AS gross_margin, round(sum((p.on_hand - coalesce(m.weighted, 0)) * p.cost), 4) AS average_inventory
    FROM product AS p
    LEFT JOIN moved AS m ON m.store_id = p.store_id AND m.product_id = p.product_id
    LEFT JOIN sold AS s ON s.store_id = p.store_id AND s.product_id = p.product_id
   GROUP BY p.sku
), line AS (
  SELECT e.*, round(e.cost_of_sales * 365 / ($3::date - $2::date) / nullif(greatest(e.average_inventory, 0), 0), 4) AS turnover,
         round(e.gross_margin * 365 / ($3::date - $2::date) / nullif(greatest(e.average_inventory, 0), 0), 4) AS gmroi,
         round(($3::date - $2::date) * e.average_inventory / nullif(greatest(e.cost_of_sales, 0), 0), 2) AS days_of_inventory
    FROM entry AS e
   WHERE e.cost_of_sales <> 0 OR e.average_inventory <> 0
), page AS (
  SELECT l.*, row_number() OVER (ORDER BY l.average_inventory DESC NULLS LAST, l.sku) AS place
    FROM line AS l ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_strip_nulls(jsonb_build_object('lines', count(*), 'cost_of_sales', coalesce(sum(l.cost_of_sales), 0)::text,
           'gross_margin', coalesce(sum(l.gross_margin), 0)::text, 'average_inventory', coalesce(sum(l.average_inventory), 0)::text,
           'turnover', round(sum(l.cost_of_sales) * 365 / ($3::date - $2::date) / nullif(greatest(sum(l.average_inventory), 0), 0), 4)::text,
           'gmroi', round(sum(l.gross_margin) * 365 / ($3::date - $2::date) / nullif(greatest(sum(l.average_inventory), 0), 0), 4)::text)) AS totals
    FROM line AS l
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.cost_of_sales, g.gross_margin, g.average_inventory, g.turnover, g.days_of_inventory, g.gmroi
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
