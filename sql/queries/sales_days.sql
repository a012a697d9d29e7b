-- Sales of the stores $1 on the business days from $2 up to, but not including, $3, from the
-- store-day rollup, grouped by up to two dimensions ($4, $5: bucket, weekday, store, or NULL). A
-- bucket is the label in $7 of the range of days that begins at the same place of $6. $8 is the stores'
-- currency if they share one; else each store's is looked up. (A join with the stores would be made
-- row by row: estimates of their number are far too low under row-level security.)
SELECT CASE $4::text WHEN 'bucket' THEN ($7::text[])[width_bucket(d.business_date, $6::date[])]
                     WHEN 'weekday' THEN to_char(d.business_date, 'FMDay')
                     WHEN 'store' THEN d.store_id END AS key1,
       CASE $5::text WHEN 'bucket' THEN ($7::text[])[width_bucket(d.business_date, $6::date[])]
                     WHEN 'weekday' THEN to_char(d.business_date, 'FMDay')
                     WHEN 'store' THEN d.store_id END AS key2,
       NULL::text AS name,
       coalesce($8::text, (SELECT s.currency FROM retail.stores AS s WHERE s.store_id = d.store_id)) AS currency,
       coalesce(sum(d.gross_sales), 0) AS gross_sales,
       coalesce(sum(d.discounts), 0) AS discounts,
       coalesce(sum(d.returns), 0) AS returns,
       coalesce(sum(d.tax), 0) AS tax,
       coalesce(sum(d.units_sold), 0) AS units_sold,
       coalesce(sum(d.units_returned), 0) AS units_returned,
       coalesce(sum(d.transactions), 0)::bigint AS transactions,
       coalesce(sum(d.cost_of_sales), 0) AS cost_of_sales,
       coalesce(sum(d.net_sales_with_cost), 0) AS net_sales_with_cost
  FROM retail.sales_by_day AS d
 WHERE d.store_id = ANY ($1::text[])
   AND d.business_date >= $2::date AND d.business_date < $3::date
 GROUP BY 1, 2, 4
