-- How was paid in the stores $1 on the business days from $2 up to, but not including, $3.
SELECT DISTINCT t.payment_method
  FROM retail.sales_transactions AS t
 WHERE t.store_id = ANY ($1::text[]) AND t.business_date >= $2::date AND t.business_date < $3::date AND t.payment_method IS NOT NULL
 ORDER BY t.payment_method
 LIMIT 20
