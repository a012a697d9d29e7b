-- How much data the stores $1 hold, and the business days it spans.
SELECT (SELECT count(*) FROM retail.products WHERE store_id = ANY ($1::text[]) AND is_active) AS products,
       (SELECT count(*) FROM retail.customers WHERE store_id = ANY ($1::text[])) AS customers,
       coalesce(sum(d.transactions), 0)::bigint AS transactions,
       min(d.business_date) AS first_sale,
       max(d.business_date) AS last_sale
  FROM retail.sales_by_day AS d
 WHERE d.store_id = ANY ($1::text[])
