-- What in the data contradicts itself, however it got there: no row means nothing does. Each finding
-- with the statement that mends it, or with what is to be decided.
WITH line AS MATERIALIZED (
  SELECT i.store_id, i.transaction_id, count(*) AS lines, sum(i.total_price) AS total_price, sum(i.discount_amount) AS discount,
         sum(i.tax_amount) AS tax, sum(i.net_amount + i.tax_amount) AS total
    FROM retail.sales_transaction_items i GROUP BY 1, 2
), clock AS MATERIALIZED ( -- of the stores whose time zone there is
  SELECT s.store_id, s.time_zone, s.business_day_start FROM retail.stores s JOIN pg_timezone_names z ON z.name = s.time_zone
), moved AS MATERIALIZED (
  SELECT m.store_id, m.transaction_id, m.line_no, m.product_id, sum(m.quantity) AS quantity
    FROM retail.inventory_movements m WHERE m.transaction_id IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING sum(m.quantity) <> 0
)
SELECT 'on_hand is not the sum of the ledger: store ' || i.store_id || ', product ' || i.product_id AS finding,
       format('UPDATE retail.inventory SET on_hand = %s WHERE store_id = %L AND product_id = %L', coalesce(m.quantity, 0), i.store_id, i.product_id) AS mend
  FROM retail.inventory i
  LEFT JOIN (SELECT store_id, product_id, sum(quantity) AS quantity FROM retail.inventory_movements GROUP BY 1, 2) m USING (store_id, product_id)
 WHERE i.on_hand <> coalesce(m.quantity, 0)
UNION ALL
SELECT 'product without its row of stock: store ' || p.store_id || ', SKU ' || p.sku,
       format('INSERT INTO retail.inventory (store_id, product_id, on_hand) SELECT %1$L, %2$L, coalesce(sum(quantity), 0) FROM retail.inventory_movements'
              ' WHERE store_id = %1$L AND product_id = %2$L', p.store_id, p.product_id)
  FROM retail.products p WHERE NOT EXISTS (SELECT FROM retail.inventory i WHERE i.store_id = p.store_id AND i.product_id = p.product_id)
UNION ALL
SELECT 'the ledger does not have a sales line as it was sold: store ' || coalesce(i.store_id, m.store_id) || ', transaction '
       || coalesce(i.transaction_id, m.transaction_id) || ', line ' || coalesce(i.line_no, m.line_no),
       format('INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, quantity, transaction_id, line_no)'
              ' VALUES (%L, %L, %L, ''sale'', %s, %L, %s)', coalesce(i.store_id, m.store_id), coalesce(i.product_id, m.product_id),
              coalesce((SELECT t.transaction_date FROM retail.sales_transactions t WHERE t.store_id = i.store_id AND t.transaction_id = i.transaction_id), now()),
              -coalesce(i.quantity, 0) - coalesce(m.quantity, 0), coalesce(i.transaction_id, m.transaction_id), coalesce(i.line_no, m.line_no))
  FROM retail.sales_transaction_items i
  FULL JOIN moved m ON m.store_id = i.store_id AND m.transaction_id = i.transaction_id AND m.line_no = i.line_no AND m.product_id = i.product_id
 WHERE coalesce(i.quantity, 0) <> -coalesce(m.quantity, 0)
UNION ALL
SELECT 'rollup differs from the sales lines: store ' || coalesce(d.store_id, l.store_id) || ', ' || coalesce(d.business_date, l.business_date),
       format('SELECT retail_sec.recompute_days(%L, ''{%s}'')', coalesce(d.store_id, l.store_id), coalesce(d.business_date, l.business_date))
  FROM retail.sales_by_day d
  FULL JOIN (SELECT store_id, business_date, sum(net_amount) AS net, sum(tax_amount) AS tax, sum(quantity) AS units, count(*) AS lines
               FROM retail.sales_transaction_items GROUP BY 1, 2) l USING (store_id, business_date)
 WHERE (coalesce(d.gross_sales - d.discounts - d.returns, 0), coalesce(d.tax, 0), coalesce(d.units_sold - d.units_returned, 0), coalesce(d.lines, 0))
       IS DISTINCT FROM (coalesce(l.net, 0), coalesce(l.tax, 0), coalesce(l.units, 0), coalesce(l.lines, 0))
   AND NOT (d.store_id IS NOT NULL AND d.lines = 0 AND l.store_id IS NULL)
UNION ALL
SELECT 'a receipt''s sums are not its lines'': store ' || t.store_id || ', transaction ' || t.transaction_id,
       format('UPDATE retail.sales_transactions SET subtotal = %s, discount_amount = %s, tax_amount = %s, total_amount = %s WHERE store_id = %L AND transaction_id = %L',
              l.total_price, l.discount, l.tax, l.total, t.store_id, t.transaction_id)
  FROM retail.sales_transactions t JOIN line l USING (store_id, transaction_id)
 WHERE (t.subtotal, t.discount_amount, t.tax_amount, t.total_amount) IS DISTINCT FROM (l.total_price, l.discount, l.tax, l.total)
UNION ALL
SELECT 'a line''s total is not price x quantity - discount: store ' || i.store_id || ', transaction ' || i.transaction_id || ', line ' || i.line_no,
       format('UPDATE retail.sales_transaction_items SET discount_amount = %s WHERE store_id = %L AND transaction_id = %L AND line_no = %s -- or correct price or total',
              round(i.unit_price * i.quantity, 4) - i.total_price, i.store_id, i.transaction_id, i.line_no)
  FROM retail.sales_transaction_items i WHERE abs(i.total_price - (i.unit_price * i.quantity - i.discount_amount)) > 0.01
UNION ALL
SELECT 'a customer''s lifetime value is not the sum of the receipts: store ' || c.store_id || ', customer ' || c.customer_id,
       format('UPDATE retail.customers SET total_lifetime_value = %s WHERE store_id = %L AND customer_id = %L', coalesce(t.total, 0), c.store_id, c.customer_id)
  FROM retail.customers c
  LEFT JOIN (SELECT store_id, customer_id, sum(total_amount) AS total FROM retail.sales_transactions GROUP BY 1, 2) t USING (store_id, customer_id)
 WHERE c.total_lifetime_value <> coalesce(t.total, 0)
UNION ALL
SELECT 'a receipt''s business date is not its time in the store''s time zone: store ' || t.store_id || ', transaction ' || t.transaction_id,
       'delete the receipt and insert it anew without business_date'
  FROM retail.sales_transactions t JOIN clock s USING (store_id)
 WHERE t.business_date <> retail.business_date(t.transaction_date, s.time_zone, s.business_day_start)
UNION ALL
SELECT 'a line''s business date is not its receipt''s: store ' || i.store_id || ', transaction ' || i.transaction_id,
       'delete the line and insert it anew without business_date'
  FROM retail.sales_transaction_items i JOIN retail.sales_transactions t USING (store_id, transaction_id) WHERE i.business_date <> t.business_date
UNION ALL
SELECT 'a store''s time zone is unknown: store ' || s.store_id || ', ' || s.time_zone,
       format('UPDATE retail.stores SET time_zone = ''Europe/Berlin'' WHERE store_id = %L -- or whichever it is', s.store_id)
  FROM retail.stores s WHERE NOT EXISTS (SELECT FROM clock c WHERE c.store_id = s.store_id)
UNION ALL
SELECT 'receipt without lines: store ' || t.store_id || ', transaction ' || t.transaction_id,
       format('DELETE FROM retail.sales_transactions WHERE store_id = %L AND transaction_id = %L -- or insert its lines', t.store_id, t.transaction_id)
  FROM retail.sales_transactions t
 WHERE NOT EXISTS (SELECT FROM line l WHERE l.store_id = t.store_id AND l.transaction_id = t.transaction_id)
UNION ALL
SELECT 'lines without their receipt: store ' || l.store_id || ', transaction ' || l.transaction_id,
       format('DELETE FROM retail.sales_transaction_items WHERE store_id = %L AND transaction_id = %L -- or insert the receipt', l.store_id, l.transaction_id)
  FROM line l WHERE NOT EXISTS (SELECT FROM retail.sales_transactions t WHERE t.store_id = l.store_id AND t.transaction_id = l.transaction_id)
UNION ALL
SELECT 'line of a product that is not there: store ' || i.store_id || ', transaction ' || i.transaction_id || ', line ' || i.line_no,
       format('INSERT INTO retail.products (store_id, product_id, sku, product_name, price, is_active) VALUES (%L, %L, %L, %L, %s, false)',
              i.store_id, i.product_id, i.product_id, 'Unknown ' || i.product_id, i.unit_price)
  FROM (SELECT DISTINCT ON (i.store_id, i.product_id) i.* FROM retail.sales_transaction_items i
         WHERE NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = i.store_id AND p.product_id = i.product_id)
         ORDER BY i.store_id, i.product_id, i.transaction_id, i.line_no) i
UNION ALL
SELECT 'receipt of a customer that is not there: store ' || t.store_id || ', transaction ' || t.transaction_id,
       format('UPDATE retail.sales_transactions SET customer_id = NULL WHERE store_id = %L AND transaction_id = %L', t.store_id, t.transaction_id)
  FROM retail.sales_transactions t
 WHERE t.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM retail.customers c WHERE c.store_id = t.store_id AND c.customer_id = t.customer_id)
UNION ALL
SELECT 'return of a line that its receipt does not have: store ' || i.store_id || ', transaction ' || i.transaction_id || ', line ' || i.line_no,
       format('UPDATE retail.sales_transaction_items SET original_line = NULL WHERE store_id = %L AND transaction_id = %L AND line_no = %s',
              i.store_id, i.transaction_id, i.line_no)
  FROM retail.sales_transaction_items i
 WHERE i.original_line IS NOT NULL
   AND EXISTS (SELECT FROM line l WHERE l.store_id = i.store_id AND l.transaction_id = i.original_transaction_id)
   AND NOT EXISTS (SELECT FROM retail.sales_transaction_items o
                    WHERE o.store_id = i.store_id AND o.transaction_id = i.original_transaction_id AND o.line_no = i.original_line)
UNION ALL
SELECT 'receipt number used twice: store ' || t.store_id || ', ' || t.receipt_number || ' on ' || t.business_date,
       format('UPDATE retail.sales_transactions SET receipt_number = NULL WHERE store_id = %L AND transaction_id = %L -- or give each its own',
              t.store_id, max(t.transaction_id::text))
  FROM retail.sales_transactions t WHERE t.receipt_number IS NOT NULL
 GROUP BY t.store_id, t.receipt_number, t.business_date HAVING count(*) > 1
UNION ALL
SELECT 'SKUs that differ in case or blanks alone: store ' || p.store_id || ', ' || string_agg(p.sku, ' and ' ORDER BY p.sku),
       'if they are one product, correct the sales of one of them in their source and import again'
  FROM retail.products p WHERE p.is_active GROUP BY p.store_id, lower(regexp_replace(p.sku, '\s', '', 'g')) HAVING count(*) > 1
UNION ALL
SELECT 'barcode of two products: store ' || p.store_id || ', ' || p.barcode,
       format('UPDATE retail.products SET barcode = NULL WHERE store_id = %L AND product_id = %L -- or correct one of them', p.store_id, max(p.product_id::text))
  FROM retail.products p WHERE p.barcode IS NOT NULL AND p.is_active GROUP BY p.store_id, p.barcode HAVING count(*) > 1
LIMIT 200
