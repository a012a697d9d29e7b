-- Fills an empty database as a chain's sales of 25 months up to 30 November 2026 do: setting scale.stores
-- stores with 500 products each, and scale.receipts receipts of four lines a store, one line in 29 of
-- them given back. As superuser, on a cluster of its own.
--
-- What triggers would do per statement is done set-wise: indexes are built after the rows, and the days
-- of the rollup by the function that corrections use.
SET session_replication_role = 'replica';
SET maintenance_work_mem = '256MB';

INSERT INTO retail.stores (store_id, store_name, time_zone)
SELECT 'store' || lpad(s::text, 3, '0'), 'Store ' || s, 'UTC' FROM generate_series(1, current_setting('scale.stores')::integer) AS s;
INSERT INTO retail.products (store_id, product_id, product_no, sku, product_name, brand, price, cost)
SELECT s.store_id, md5(s.store_id || ' p' || n)::uuid, n, 'SKU' || n, 'Product ' || n, 'Brand' || n % 20, 1 + n % 90, 0.6 * (1 + n % 90)
  FROM retail.stores AS s, generate_series(0, 499) AS n;
INSERT INTO retail.inventory (store_id, product_id) SELECT p.store_id, p.product_id FROM retail.products AS p;

UPDATE pg_catalog.pg_index SET indisready = false
 WHERE indrelid IN ('retail.sales_transactions'::regclass, 'retail.sales_transaction_items'::regclass);

CREATE TEMP TABLE receipt AS
SELECT s.store_id, md5(s.store_id || ' r' || n)::uuid AS transaction_id, n,
       '2026-11-30'::date - 760 + (n * 761::bigint / current_setting('scale.receipts')::integer)::integer AS business_date
  FROM retail.stores AS s, generate_series(0, current_setting('scale.receipts')::integer - 1) AS n;
INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, business_date, payment_method, subtotal, total_amount)
SELECT r.transaction_id, r.store_id, (r.business_date + interval '8 hours' + r.n % 720 * interval '1 minute') AT TIME ZONE 'UTC', r.business_date,
       (ARRAY['cash', 'credit_card', 'debit_card'])[1 + r.n % 3], 100, 100
  FROM receipt AS r;
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price,
                                            total_price, discount_amount, tax_amount, gross_amount, net_amount, unit_cost)
SELECT r.store_id, r.transaction_id, l, md5(r.store_id || ' p' || x.product)::uuid, r.business_date, x.quantity, x.price,
       x.price * x.quantity - x.discount, x.discount, 0.1 * x.quantity, x.price * x.quantity, x.price * x.quantity - x.discount, 0.6 * x.price
  FROM receipt AS r, generate_series(1, 4) AS l,
       LATERAL (SELECT (r.n * 7 + l * 13) % 500 AS product, CASE WHEN (r.n + l) % 29 = 0 THEN -1 ELSE 1 + (r.n + l) % 3 END AS quantity) AS y,
       LATERAL (SELECT y.product, y.quantity, 1 + y.product % 90 AS price, CASE WHEN r.n % 5 = 0 AND y.quantity > 0 THEN 0.25 ELSE 0 END AS discount) AS x;
DROP TABLE receipt;

REINDEX TABLE retail.sales_transactions;
REINDEX TABLE retail.sales_transaction_items;
SELECT retail_sec.recompute_days(s.store_id, ARRAY(SELECT d::date FROM generate_series('2026-11-30'::date - 760, '2026-11-30', '1 day') AS d))
  FROM retail.stores AS s;
SET session_replication_role = 'origin';
