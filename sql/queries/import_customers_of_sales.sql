-- Import: customers that only sales know, with nothing but their reference.
WITH added AS (
  INSERT INTO retail.customers (customer_id, store_id, customer_ref, customer_since)
  SELECT DISTINCT retail_sec.import_id(f.store_id, f.customer_ref), f.store_id, retail_sec.import_ref(f.store_id, f.customer_ref), NULL::date
    FROM (SELECT DISTINCT store_id, customer_ref FROM pg_temp.import_transactions WHERE customer_ref IS NOT NULL) f
   WHERE NOT EXISTS (SELECT FROM retail.customers c WHERE c.store_id = f.store_id AND c.customer_ref = f.customer_ref)
     AND NOT EXISTS (SELECT FROM retail.customers c WHERE c.store_id = f.store_id AND c.customer_id = retail_sec.import_id(f.store_id, f.customer_ref))
  RETURNING 1)
SELECT count(*) AS added FROM added
