-- Import: what is wrong with the rows of a customers file.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'is no known store' FROM pg_temp.import_customers
 WHERE store_id NOT IN (SELECT s.store_id FROM retail.stores s)
UNION ALL
SELECT line, 'customer_ref', customer_ref, 'comes twice; its first row is line ' || first_line
  FROM (SELECT line, customer_ref, min(line) OVER (PARTITION BY store_id, customer_ref) AS first_line FROM pg_temp.import_customers) s
 WHERE line > first_line
UNION ALL
SELECT line, 'email', NULL, 'belongs to another customer of the file, line ' || first_line
  FROM (SELECT line, email, min(line) OVER (PARTITION BY store_id, lower(email)) AS first_line FROM pg_temp.import_customers) s
 WHERE email IS NOT NULL AND line > first_line
UNION ALL
SELECT f.line, 'email', NULL, 'belongs to another customer of the store'
  FROM pg_temp.import_customers f
  JOIN retail.customers c ON c.store_id = f.store_id AND c.email_key = lower(f.email)
 WHERE c.customer_id <> retail_sec.import_id(f.store_id, f.customer_ref) AND c.customer_ref IS DISTINCT FROM f.customer_ref
