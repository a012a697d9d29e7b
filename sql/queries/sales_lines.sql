-- Sales of the stores $1 on the business days from $2 up to, but not including, $3, from the lines,
-- grouped by up to two dimensions ($4, $5: bucket, hour, weekday, category, brand, product,
-- payment_method, loyalty_tier, transaction_type, store, or NULL). A bucket is the label in $7 of
-- the range of days that begins at the same place of $6. Filters, each NULL for none: category $8
-- (name or path, with everything below), brand $9, SKU $10, payment method $11, loyalty tier $12,
-- transaction type $13, and $14, a store-local time at which the last day is cut. $15: also sum up what came
-- back to date of the lines sold, by their own period and groups; a return that names a receipt and no line is
-- of the receipt's first line with that product.
-- Categories are the level below the filter's, or the top level.
-- Planned for each call: what is not asked for is joined only in name, and falls away.
WITH wanted AS MATERIALIZED (
  SELECT t.category_id, t.depth
    FROM retail.category_tree AS t
   WHERE $8::text IS NOT NULL
     AND lower(regexp_replace(btrim($8::text), '\s*>\s*', ' > ', 'g')) IN (lower(t.category_name), lower(t.path))
), tree AS MATERIALIZED (
  SELECT t.category_id,
         array_to_string(t.names[1:coalesce((SELECT max(w.depth) FROM wanted AS w WHERE w.category_id = ANY (t.ids)), 0) + 1], ' > ') AS level
    FROM retail.category_tree AS t
   WHERE $8::text IS NULL OR EXISTS (SELECT FROM wanted AS w WHERE w.category_id = ANY (t.ids))
), line AS (
  SELECT i.store_id, i.transaction_id, i.quantity, i.gross_amount, i.net_amount, i.tax_amount, i.unit_cost, s.currency, p.product_name,
         CASE WHEN $15::boolean AND i.quantity > 0 THEN (
           SELECT -sum(r.net_amount) FROM retail.sales_transaction_items AS r
            WHERE r.store_id = i.store_id AND r.original_transaction_id = i.transaction_id AND r.quantity < 0
              AND CASE WHEN r.original_line IS NOT NULL THEN r.original_line = i.line_no
                       ELSE r.product_id = i.product_id AND NOT EXISTS (
                         SELECT FROM retail.sales_transaction_items AS e
                          WHERE e.store_id = i.store_id AND e.transaction_id = i.transaction_id AND e.product_id = i.product_id
                            AND e.quantity > 0 AND e.line_no < i.line_no) END) END AS came_back,
         CASE $4::text
           WHEN 'bucket' THEN ($7::text[])[width_bucket(i.business_date, $6::date[])]
           WHEN 'hour' THEN to_char(x.transaction_date AT TIME ZONE s.time_zone, 'HH24')
           WHEN 'weekday' THEN to_char(i.business_date, 'FMDay')
           WHEN 'category' THEN coalesce(c.level, '(none)')
           WHEN 'brand' THEN coalesce(p.brand, '(none)')
           WHEN 'product' THEN p.sku
           WHEN 'payment_method' THEN coalesce(x.payment_method, '(none)')
           WHEN 'loyalty_tier' THEN coalesce(u.loyalty_tier, '(none)')
           WHEN 'transaction_type' THEN x.transaction_type
           WHEN 'store' THEN i.store_id END AS key1,
         CASE $5::text
           WHEN 'bucket' THEN ($7::text[])[width_bucket(i.business_date, $6::date[])]
           WHEN 'hour' THEN to_char(x.transaction_date AT TIME ZONE s.time_zone, 'HH24')
           WHEN 'weekday' THEN to_char(i.business_date, 'FMDay')
           WHEN 'category' THEN coalesce(c.level, '(none)')
           WHEN 'brand' THEN coalesce(p.brand, '(none)')
           WHEN 'product' THEN p.sku
           WHEN 'payment_method' THEN coalesce(x.payment_method, '(none)')
           WHEN 'loyalty_tier' THEN coalesce(u.loyalty_tier, '(none)')
           WHEN 'transaction_type' THEN x.transaction_type
           WHEN 'store' THEN i.store_id END AS key2
    FROM retail.sales_transaction_items AS i
    JOIN retail.stores AS s ON s.store_id = i.store_id
    LEFT JOIN retail.products AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
    LEFT JOIN tree AS c ON c.category_id = p.category_id
    LEFT JOIN retail.sales_transactions AS x ON x.store_id = i.store_id AND x.transaction_id = i.transaction_id
    LEFT JOIN retail.customers AS u ON u.store_id = x.store_id AND u.customer_id = x.customer_id
   WHERE i.store_id = ANY ($1::text[])
     AND i.business_date >= $2::date AND i.business_date < $3::date
     AND ($8::text IS NULL OR c.category_id IS NOT NULL)
     AND ($9::text IS NULL OR p.brand = $9::text)
     AND ($10::text IS NULL OR p.sku = $10::text OR p.barcode = $10::text)
     AND ($11::text IS NULL OR x.payment_method = $11::text)
     AND ($12::text IS NULL OR u.loyalty_tier = $12::text)
     AND ($13::text IS NULL OR x.transaction_type = $13::text)
     AND ($14::timestamp IS NULL OR x.transaction_date < $14::timestamp AT TIME ZONE s.time_zone)
)
SELECT l.key1, l.key2,
       CASE WHEN 'product' IN ($4::text, $5::text) THEN min(l.product_name) END AS name,
       l.currency,
       coalesce(sum(l.gross_amount) FILTER (WHERE l.quantity > 0), 0) AS gross_sales,
       coalesce(sum(l.gross_amount - l.net_amount) FILTER (WHERE l.quantity > 0), 0) AS discounts,
       coalesce(-sum(l.net_amount) FILTER (WHERE l.quantity < 0), 0) AS returns,
       sum(l.tax_amount) AS tax,
       coalesce(sum(l.quantity) FILTER (WHERE l.quantity > 0), 0) AS units_sold,
       coalesce(-sum(l.quantity) FILTER (WHERE l.quantity < 0), 0) AS units_returned,
       CASE WHEN cardinality($1::text[]) = 1 THEN count(DISTINCT l.transaction_id) FILTER (WHERE l.quantity > 0)
            ELSE count(DISTINCT (l.store_id, l.transaction_id)) FILTER (WHERE l.quantity > 0) END AS transactions,
       coalesce(sum(l.unit_cost * l.quantity), 0) AS cost_of_sales,
       coalesce(sum(l.net_amount) FILTER (WHERE l.unit_cost IS NOT NULL), 0) AS net_sales_with_cost,
       coalesce(sum(l.came_back), 0) AS returns_of_sold
  FROM line AS l
 GROUP BY l.key1, l.key2, l.currency
