-- Customers of the stores $1 by recency, frequency and money over the business days from $2 up to, but
-- not including, $3. Each is scored 1 to 5 by its place among all (percent_rank in fifths, equals score
-- equally, 5 is best). Orders are receipts with sold lines; money is net sales. smallest_part is the
-- fewest customers that a segment has in any of the stores that have some. Beside every row: the share of all
-- customers that ordered twice and more.
-- Planned for each call: periods and filters decide which index and join order is best.
WITH receipt AS (
  SELECT t.store_id, t.customer_id, t.transaction_id, t.business_date,
         sum(i.net_amount) AS net_sales, bool_or(i.quantity > 0) AS is_order
    FROM retail.sales_transactions AS t
    JOIN retail.sales_transaction_items AS i ON i.store_id = t.store_id AND i.transaction_id = t.transaction_id
   WHERE t.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[]) AND t.customer_id IS NOT NULL
     AND t.business_date >= $2::date AND t.business_date < $3::date
   GROUP BY t.store_id, t.customer_id, t.transaction_id, t.business_date
), customer AS (
  SELECT r.store_id, r.customer_id, count(*) FILTER (WHERE r.is_order) AS orders, sum(r.net_sales) AS net_sales,
         $3::date - 1 - max(r.business_date) FILTER (WHERE r.is_order) AS days_since
    FROM receipt AS r GROUP BY r.store_id, r.customer_id HAVING bool_or(r.is_order)
), repeated AS (
  SELECT round(count(*) FILTER (WHERE c.orders >= 2)::numeric / nullif(count(*), 0), 6) AS repeat_purchase_rate FROM customer AS c
), scored AS (
  SELECT c.*,
         least(5, 1 + floor(5 * percent_rank() OVER (ORDER BY c.days_since DESC)))::integer AS r,
         least(5, 1 + floor(5 * percent_rank() OVER (ORDER BY c.orders)))::integer AS f,
         least(5, 1 + floor(5 * percent_rank() OVER (ORDER BY c.net_sales)))::integer AS m
    FROM customer AS c
), named AS (
  SELECT s.*, CASE WHEN s.r >= 4 AND s.f >= 4 THEN 'champions'
                   WHEN s.r >= 3 AND s.f >= 3 THEN 'loyal'
                   WHEN s.r >= 4 THEN 'recent'
                   WHEN s.r = 3 THEN 'needs_attention'
                   WHEN s.f >= 3 THEN 'at_risk'
                   ELSE 'hibernating' END AS segment
    FROM scored AS s
)
SELECT n.segment, count(*) AS customers, sum(n.orders)::bigint AS orders, sum(n.net_sales) AS net_sales,
       round(avg(n.days_since), 1) AS average_days_since, round(avg(n.m), 2) AS average_money_score,
       (SELECT min(p.customers) FROM (SELECT count(*) AS customers FROM named AS o WHERE o.segment = n.segment GROUP BY o.store_id) AS p) AS smallest_part,
       w.repeat_purchase_rate
  FROM named AS n CROSS JOIN repeated AS w
 GROUP BY n.segment, w.repeat_purchase_rate
 ORDER BY array_position(ARRAY['champions', 'loyal', 'recent', 'needs_attention', 'at_risk', 'hibernating'], n.segment)
