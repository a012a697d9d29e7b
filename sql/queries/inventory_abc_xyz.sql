-- Products of the stores $1 (of the category $4, name or path with everything below; NULL: any) ranked by
-- net sales from $2 up to, but not including, $3, a row per SKU; $5 rows from place $6 on, `totals` of all
-- beside the first.
-- ABC by the share of net sales before the product: < 80 % A, < 95 % B, else C; none or negative C.
-- XYZ by the coefficient of variation of weekly units, over the whole weeks since it was first stocked or
-- sold: <= 0.5 X, <= 1 Y, else Z; NULL without demand or below two weeks.
-- Planned for each call: the period decides which index and join order is best.
WITH product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.is_active
    FROM retail.products AS p
   WHERE p.store_id = ANY ($1::text[])
     AND ($4::text IS NULL OR p.category_id = ANY (retail.search_categories($4::text)))
), week AS ( -- weeks are counted back from the period's end
  SELECT p.sku, ($3::date - 1 - i.business_date) / 7 AS week, sum(i.net_amount) AS net_sales,
         coalesce(sum(i.quantity) FILTER (WHERE i.quantity > 0), 0) AS units
    FROM retail.sales_transaction_items AS i JOIN product AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
   WHERE i.store_id = ANY ($1::text[]) AND i.business_date >= $2::date AND i.business_date < $3::date
   GROUP BY 1, 2
), begun AS (
  SELECT p.sku, min(p.product_name) AS name, bool_or(p.is_active) AS is_active, min(f.first_day) AS first_day
    FROM product AS p
    LEFT JOIN LATERAL (SELECT m.business_date AS first_day FROM retail.inventory_movements AS m
                        WHERE m.store_id = p.store_id AND m.product_id = p.product_id ORDER BY m.moved_at LIMIT 1) AS f ON true
   GROUP BY p.sku
), entry AS (
  SELECT b.sku, b.name, coalesce(sum(w.net_sales), 0) AS net_sales, coalesce(sum(w.units), 0) AS units_sold, n.weeks,
         coalesce(sum(w.units) FILTER (WHERE w.week < n.weeks), 0) AS weekly_sum,
         coalesce(sum(w.units * w.units) FILTER (WHERE w.week < n.weeks), 0) AS weekly_squares
    FROM begun AS b
   CROSS JOIN LATERAL (SELECT ($3::date - greatest($2::date, coalesce(b.first_day, $2::date))) / 7 AS weeks) AS n
    LEFT JOIN week AS w ON w.sku = b.sku
   WHERE b.is_active OR w.sku IS NOT NULL
   GROUP BY b.sku, b.name, n.weeks
), varied AS (
  SELECT e.*, CASE WHEN e.weeks >= 2 AND e.weekly_sum > 0
                   THEN round(sqrt((e.weekly_squares - e.weekly_sum * e.weekly_sum / e.weeks) / (e.weeks - 1)) * e.weeks / e.weekly_sum, 4)
              END AS coefficient,
         coalesce(sum(greatest(e.net_sales, 0)) OVER (ORDER BY e.net_sales DESC, e.sku ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
         sum(greatest(e.net_sales, 0)) OVER () AS overall
    FROM entry AS e
), classed AS (
  SELECT v.*, v.before / nullif(v.overall, 0) AS share_before,
         CASE WHEN v.net_sales <= 0 THEN 'C' WHEN v.before < 0.80 * v.overall THEN 'A' WHEN v.before < 0.95 * v.overall THEN 'B' ELSE 'C' END AS abc_class,
         CASE WHEN v.coefficient <= 0.5 THEN 'X' WHEN v.coefficient <= 1 THEN 'Y' WHEN v.coefficient > 1 THEN 'Z' END AS xyz_class
    FROM varied AS v
), page AS (
  SELECT c.*, row_number() OVER (ORDER BY c.net_sales DESC, c.sku) AS place FROM classed AS c
   ORDER BY place LIMIT $5::integer OFFSET $6::integer
), totals AS (
  SELECT jsonb_build_object('lines', count(*), 'net_sales', coalesce(sum(c.net_sales), 0)::text,
           'units_sold', trim_scale(coalesce(sum(c.units_sold), 0))::text,
           'classes', jsonb_build_array(
             jsonb_build_object('name', 'A', 'lines', count(*) FILTER (WHERE c.abc_class = 'A'), 'value', coalesce(sum(c.net_sales) FILTER (WHERE c.abc_class = 'A'), 0)::text),
             jsonb_build_object('name', 'B', 'lines', count(*) FILTER (WHERE c.abc_class = 'B'), 'value', coalesce(sum(c.net_sales) FILTER (WHERE c.abc_class = 'B'), 0)::text),
             jsonb_build_object('name', 'C', 'lines', count(*) FILTER (WHERE c.abc_class = 'C'), 'value', coalesce(sum(c.net_sales) FILTER (WHERE c.abc_class = 'C'), 0)::text))) AS totals
    FROM classed AS c
)
SELECT CASE WHEN coalesce(g.place, 0) <= $6::integer + 1 THEN t.totals::text END AS totals,
       g.sku, g.name, g.abc_class, g.xyz_class, g.net_sales, round(g.share_before, 6) AS share_before, g.coefficient, g.units_sold
  FROM totals AS t LEFT JOIN page AS g ON true
 ORDER BY g.place
