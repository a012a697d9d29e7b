-- Customers of the stores $1 with receipts on the business days from $2 up to, but not including, $3,
-- by store, month (its place in $4, the first days) and loyalty tier, fewest first.
-- Planned for each call: periods decide which index and join order is best.
SELECT t.store_id, width_bucket(t.business_date, $4::date[]) AS month, c.loyalty_tier AS tier, count(DISTINCT t.customer_id) AS customers
  FROM retail.sales_transactions AS t
  JOIN retail.customers AS c ON c.store_id = t.store_id AND c.customer_id = t.customer_id
 WHERE t.store_id = ANY ($1::text[]) AND c.store_id = ANY ($1::text[])
   AND t.business_date >= $2::date AND t.business_date < $3::date AND c.loyalty_tier IS NOT NULL
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, 4, 3
