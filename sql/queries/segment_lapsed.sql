-- Customers of the stores $1 with at least two orders up to the day before $2, by how long before that
-- day the last one was, and those with one; what they had bought in all. Orders are receipts with sold lines.
-- smallest_part is the fewest customers that a segment has in any of the stores that have some.
-- Planned for each call: periods and filters decide which index and join order is best.
WITH receipt AS (
  SELECT t.store_id, t.customer_id, t.business_date, sum(i.net_amount) AS net_sales, bool_or(i.quantity > 0) AS is_order
    FROM retail.sales_transactions AS t
    JOIN retail.sales_transaction_items AS i ON i.store_id = t.store_id AND i.transaction_id = t.transaction_id
   WHERE t.store_id = ANY ($1::text[]) AND i.store_id = ANY ($1::text[]) AND t.customer_id IS NOT NULL
     AND t.business_date < $2::date
   GROUP BY t.store_id, t.customer_id, t.transaction_id, t.business_date
), customer AS (
  SELECT r.store_id, r.customer_id, count(*) FILTER (WHERE r.is_order) AS orders, sum(r.net_sales) AS net_sales,
         $2::date - 1 - max(r.business_date) FILTER (WHERE r.is_order) AS days_since
    FROM receipt AS r GROUP BY r.store_id, r.customer_id HAVING count(*) FILTER (WHERE r.is_order) > 0
), named AS (
  SELECT c.*, CASE WHEN c.orders = 1 THEN 'ordered_once' WHEN c.days_since <= 90 THEN 'active' WHEN c.days_since <= 180 THEN 'lapsed_91_to_180_days'
                   WHEN c.days_since <= 365 THEN 'lapsed_181_to_365_days' ELSE 'lapsed_over_365_days' END AS segment
    FROM customer AS c
)
SELECT n.segment, count(*) AS customers, sum(n.orders)::bigint AS orders, sum(n.net_sales) AS net_sales,
       round(avg(n.days_since), 1) AS average_days_since,
       (SELECT min(p.customers) FROM (SELECT count(*) AS customers FROM named AS o WHERE o.segment = n.segment GROUP BY o.store_id) AS p) AS smallest_part
  FROM named AS n
 GROUP BY n.segment
 ORDER BY n.segment
