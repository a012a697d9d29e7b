-- The first and last business day with sales of each of the stores $1: since when a store is
-- comparable.
SELECT s.store_id,
       (SELECT min(d.business_date) FROM retail.sales_by_day AS d WHERE d.store_id = s.store_id) AS first_sale,
       (SELECT max(d.business_date) FROM retail.sales_by_day AS d WHERE d.store_id = s.store_id) AS last_sale
  FROM retail.stores AS s
 WHERE s.store_id = ANY ($1::text[])
