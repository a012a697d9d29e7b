-- What in the data contradicts itself: no row means nothing does.
SELECT 'on_hand is not the sum of the ledger: store ' || i.store_id || ', product ' || i.product_id AS finding,
       'UPDATE retail.inventory SET on_hand = ' || coalesce(m.quantity, 0) || ' WHERE store_id = ' || quote_literal(i.store_id)
       || ' AND product_id = ' || quote_literal(i.product_id) AS mend
  FROM retail.inventory i
  LEFT JOIN (SELECT store_id, product_id, sum(quantity) AS quantity FROM retail.inventory_movements GROUP BY 1, 2) m USING (store_id, product_id)
 WHERE i.on_hand <> coalesce(m.quantity, 0)
UNION ALL
SELECT 'product without its row of stock: store ' || p.store_id || ', SKU ' || p.sku,
       format('INSERT INTO retail.inventory (store_id, product_id, on_hand) SELECT %1$L, %2$L, coalesce(sum(quantity), 0) FROM retail.inventory_movements'
              ' WHERE store_id = %1$L AND product_id = %2$L', p.store_id, p.product_id)
  FROM retail.products p WHERE NOT EXISTS (SELECT FROM retail.inventory i WHERE i.store_id = p.store_id AND i.product_id = p.product_id)
UNION ALL
SELECT 'rollup differs from the sales lines: store ' || coalesce(d.store_id, l.store_id) || ', ' || coalesce(d.business_date, l.business_date),
       'SELECT retail_sec.recompute_days(' || quote_literal(coalesce(d.store_id, l.store_id)) || ', ''{' || coalesce(d.business_date, l.business_date) || '}'')'
  FROM retail.sales_by_day d
  FULL JOIN (SELECT store_id, business_date, sum(net_amount) AS net, sum(tax_amount) AS tax, sum(quantity) AS units, count(*) AS lines
               FROM retail.sales_transaction_items GROUP BY 1, 2) l USING (store_id, business_date)
 WHERE (coalesce(d.gross_sales - d.discounts - d.returns, 0), coalesce(d.tax, 0), coalesce(d.units_sold - d.units_returned, 0), coalesce(d.lines, 0))
       IS DISTINCT FROM (coalesce(l.net, 0), coalesce(l.tax, 0), coalesce(l.units, 0), coalesce(l.lines, 0))
   AND NOT (d.store_id IS NOT NULL AND d.lines = 0 AND l.store_id IS NULL)
UNION ALL
SELECT 'a line''s business date is not its receipt''s: store ' || i.store_id || ', transaction ' || i.transaction_id,
       'delete the line and insert it anew'
  FROM retail.sales_transaction_items i JOIN retail.sales_transactions t USING (store_id, transaction_id) WHERE i.business_date <> t.business_date
UNION ALL
SELECT 'receipt without lines: store ' || t.store_id || ', transaction ' || t.transaction_id, 'insert its lines or delete it'
  FROM retail.sales_transactions t
 WHERE NOT EXISTS (SELECT FROM retail.sales_transaction_items i WHERE i.store_id = t.store_id AND i.transaction_id = t.transaction_id)
UNION ALL
SELECT 'receipt number used twice: store ' || t.store_id || ', ' || t.receipt_number || ' on ' || t.business_date, 'give receipts their own numbers'
  FROM retail.sales_transactions t WHERE t.receipt_number IS NOT NULL
 GROUP BY t.store_id, t.receipt_number, t.business_date HAVING count(*) > 1
UNION ALL
SELECT 'barcode of two products: store ' || p.store_id || ', ' || p.barcode, 'correct one of them'
  FROM retail.products p WHERE p.barcode IS NOT NULL AND p.is_active GROUP BY p.store_id, p.barcode HAVING count(*) > 1
LIMIT 200
