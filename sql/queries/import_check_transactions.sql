-- Import: what is wrong with the rows of a transactions file.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'is no known store' FROM pg_temp.import_transactions
 WHERE store_id NOT IN (SELECT s.store_id FROM retail.stores s)
UNION ALL
SELECT line, 'quantity', quantity::text, 'is zero' FROM pg_temp.import_transactions WHERE quantity = 0
UNION ALL
SELECT line, 'unit_price', unit_price::text, 'is negative; a return has a negative quantity' FROM pg_temp.import_transactions
 WHERE unit_price < 0
UNION ALL
SELECT line, 'line', line_no::text, 'is not above zero' FROM pg_temp.import_transactions WHERE line_no <= 0
UNION ALL
SELECT line, 'line', line_no::text, 'comes twice in document ' || transaction_ref || '; first in line ' || first_line || ' of the file'
  FROM (SELECT line, line_no, transaction_ref, min(line) OVER (PARTITION BY store_id, transaction_ref, line_no) AS first_line
          FROM pg_temp.import_transactions WHERE line_no IS NOT NULL) f
 WHERE line > first_line
UNION ALL
SELECT line, 'discount_amount', discount_amount::text, 'has another sign than the quantity' FROM pg_temp.import_transactions
 WHERE discount_amount * quantity < 0
UNION ALL
SELECT f.line, 'customer_ref', f.customer_ref, 'is another customer than in line ' || d.first_line || ' of the same document'
  FROM pg_temp.import_transactions f
  JOIN (SELECT store_id, transaction_ref, min(line) AS first_line, (array_agg(customer_ref ORDER BY line))[1] AS customer_ref
          FROM pg_temp.import_transactions WHERE customer_ref IS NOT NULL
         GROUP BY store_id, transaction_ref HAVING min(customer_ref) <> max(customer_ref)) d USING (store_id, transaction_ref)
 WHERE f.customer_ref <> d.customer_ref
UNION ALL
SELECT f.line, 'transaction_type', f.transaction_type, 'is another type than in line ' || d.first_line || ' of the same document'
  FROM pg_temp.import_transactions f
  JOIN (SELECT store_id, transaction_ref, min(line) AS first_line, (array_agg(transaction_type ORDER BY line))[1] AS transaction_type
          FROM pg_temp.import_transactions WHERE transaction_type IS NOT NULL
         GROUP BY store_id, transaction_ref HAVING min(transaction_type) <> max(transaction_type)) d USING (store_id, transaction_ref)
 WHERE f.transaction_type <> d.transaction_type
