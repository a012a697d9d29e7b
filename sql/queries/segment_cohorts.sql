-- Cohorts of the stores $1: customers by the calendar month of their first order ever, and how many of
-- them ordered again in each later month, for first orders from $2 up to, but not including, $3 and
-- months that begin before $4. smallest_part is the fewest of them in any of the stores that have some.
-- Planned for each call: periods and filters decide which index and join order is best.
WITH month_of_order AS (
  SELECT DISTINCT t.store_id, t.customer_id, date_trunc('month', t.business_date)::date AS month
    FROM retail.sales_transactions AS t
   WHERE t.store_id = ANY ($1::text[]) AND t.customer_id IS NOT NULL AND t.transaction_type <> 'return'
), first_month AS (
  SELECT m.store_id, m.customer_id, min(m.month) AS cohort FROM month_of_order AS m GROUP BY m.store_id, m.customer_id
), active AS (
  SELECT f.store_id, f.cohort, (extract(year FROM age(m.month, f.cohort)) * 12 + extract(month FROM age(m.month, f.cohort)))::integer AS months_later,
         count(*) AS customers
    FROM first_month AS f JOIN month_of_order AS m ON m.store_id = f.store_id AND m.customer_id = f.customer_id
   WHERE f.cohort >= $2::date AND f.cohort < $3::date AND m.month < $4::date
   GROUP BY 1, 2, 3
)
SELECT a.cohort, a.months_later, sum(a.customers)::bigint AS customers, min(a.customers) AS smallest_part
  FROM active AS a GROUP BY a.cohort, a.months_later ORDER BY a.cohort, a.months_later
