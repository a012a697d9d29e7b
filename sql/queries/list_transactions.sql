-- Receipts of the stores $1, newest first: business days from $2 up to, but not including, $3 (infinity
-- where a side is open). Filters, each NULL for none: a line of SKU or barcode $4; customer $5; type $6;
-- payment method $7. $8 to $10 are business_date, transaction_date and transaction_id of the last receipt
-- of the page before, infinity before the first page; $11 is the number of rows.
-- The newest of each store are read through its index by business date, and only they are sorted
-- together. Under row-level security a coalesce() would keep a date from the index.
WITH page AS MATERIALIZED (
  SELECT t.*
    FROM unnest($1::text[]) AS of_store (store_id)
   CROSS JOIN LATERAL (
     SELECT t.store_id, t.transaction_id, t.receipt_number, t.transaction_date, t.business_date, t.transaction_type,
            t.payment_method, t.customer_id, t.discount_amount, t.tax_amount, t.total_amount
       FROM retail.sales_transactions AS t
      WHERE t.store_id = of_store.store_id
        AND t.business_date >= $2::date AND t.business_date < $3::date
        AND ($4::text IS NULL OR EXISTS (
              SELECT FROM retail.sales_transaction_items AS i
                JOIN retail.products AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
               WHERE i.store_id = t.store_id AND i.transaction_id = t.transaction_id
                 AND (p.sku = $4::text OR p.barcode = $4::text)))
        AND ($5::uuid IS NULL OR t.customer_id = $5::uuid)
        AND ($6::text IS NULL OR t.transaction_type = $6::text)
        AND ($7::text IS NULL OR t.payment_method = $7::text)
        AND (t.business_date, t.transaction_date, t.transaction_id) < ($8::date, $9::timestamptz, $10::uuid)
      ORDER BY t.business_date DESC, t.transaction_date DESC, t.transaction_id DESC
      LIMIT $11::integer) AS t
   ORDER BY t.business_date DESC, t.transaction_date DESC, t.transaction_id DESC
   LIMIT $11::integer
)
SELECT page.*, s.currency, l.lines, l.units
  FROM page
  JOIN retail.stores AS s ON s.store_id = page.store_id
 CROSS JOIN LATERAL (
   SELECT count(*) AS lines, coalesce(sum(i.quantity), 0) AS units
     FROM retail.sales_transaction_items AS i
    WHERE i.store_id = page.store_id AND i.transaction_id = page.transaction_id) AS l
 ORDER BY page.business_date DESC, page.transaction_date DESC, page.transaction_id DESC
