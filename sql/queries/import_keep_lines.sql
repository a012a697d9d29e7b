-- Import: lines of documents to be corrected that the file does not mention: they stay as they are.
WITH kept AS (
  INSERT INTO import_lines (store_id, transaction_id, line_no, product_id, quantity, unit_price, total_price, discount_amount, tax_amount,
                            unit_cost, kept_original_id, original_line, return_reason, net_amount, gross_amount, is_write_off)
  SELECT i.store_id, i.transaction_id, i.line_no, i.product_id, i.quantity, i.unit_price, i.total_price, i.discount_amount, i.tax_amount,
         i.unit_cost, i.original_transaction_id, i.original_line, i.return_reason, i.net_amount, i.gross_amount, false
    FROM pg_temp.import_documents d
    JOIN retail.sales_transaction_items i ON i.store_id = d.store_id AND i.transaction_id = d.transaction_id
   WHERE d.is_changed
     AND NOT EXISTS (SELECT FROM pg_temp.import_lines l
                      WHERE l.store_id = i.store_id AND l.transaction_id = i.transaction_id AND l.line_no = i.line_no)
  RETURNING store_id, transaction_id, total_price, tax_amount, discount_amount)
UPDATE import_documents d SET total_price = d.total_price + k.total_price, tax_amount = d.tax_amount + k.tax_amount,
       discount_amount = d.discount_amount + k.discount_amount
  FROM (SELECT store_id, transaction_id, sum(total_price) AS total_price, sum(tax_amount) AS tax_amount,
               sum(discount_amount) AS discount_amount
          FROM kept GROUP BY store_id, transaction_id) k
 WHERE d.store_id = k.store_id AND d.transaction_id = k.transaction_id
