=> nothing
SELECT set_config('retail.store', 'south', true)
=> nothing
SELECT p.* FROM (SELECT set_config('retail.store', 'south', true)) c, retail.products p
=> nothing
WITH c AS MATERIALIZED (SELECT set_config('retail.store', 'south', true) AS s) SELECT p.sku FROM c, retail.products p WHERE c.s = p.store_id
=> nothing
SELECT (SELECT set_config('retail.store', 'south', false)), count(*) FROM retail.products
=> nothing
SELECT sku FROM retail.products WHERE set_config('retail.store', '*', true) IS NOT NULL
=> nothing
SELECT U&"s\0065t_config"('retail.store', 'south', true)
=> nothing
SELECT pg_catalog."set_config"('retail.store', 'south', true)
=> nothing
SELECT set_config('role', 'retail_owner', true)
=> nothing
SELECT set_config('session_authorization', 'retail_administrator', true)
=> nothing
SELECT set_config('row_security', 'off', true)
=> nothing
SELECT set_config('search_path', 'retail_sec', true)
=> nothing
SELECT retail.set_store_context('south')
=> nothing
SELECT retail.set_store_context('south'), count(*) FROM retail.products
=> nothing
WITH c AS MATERIALIZED (SELECT retail.set_store_context('south')) SELECT * FROM c, retail.products
=> own
SELECT DISTINCT p.store_id FROM (SELECT retail.set_store_context('*')) c, retail.products p
=> own
SELECT DISTINCT p.store_id FROM retail.products p WHERE retail.set_store_context('north') IS NOT NULL
=> nothing
SET retail.store = 'south'
=> nothing
RESET ALL
=> nothing
SET ROLE retail_owner
=> nothing
SET SESSION AUTHORIZATION retail_owner
=> nothing
SELECT 1; SELECT * FROM retail.products
=> nothing
SELECT 1; COMMIT; SELECT set_config('retail.store', 'south', false)
=> nothing
COMMIT
=> nothing
ROLLBACK; BEGIN; UPDATE retail.products SET price = 0
=> nothing
SELECT 1) ; DROP TABLE retail.products; --
=> nothing
SELECT * FROM retail.products; --
COMMIT
=> nothing
UPDATE retail.products SET price = 0
=> nothing
DELETE FROM retail.products
=> nothing
INSERT INTO retail.products (store_id, sku, product_name, price) VALUES ('north', 'X', 'x', 1) RETURNING sku
=> nothing
WITH w AS (UPDATE retail.products SET price = 0 RETURNING sku) SELECT * FROM w
=> nothing
WITH w AS (DELETE FROM retail.promotions RETURNING *) SELECT count(*) FROM w
=> nothing
WITH w AS (INSERT INTO retail.promotions (store_id, sku, valid_from, valid_to, price) VALUES ('north', 'SKU-0001', '2020-01-01', '2020-01-02', 1) RETURNING *) SELECT * FROM w
=> nothing
SELECT * INTO stolen FROM retail.products
=> nothing
CREATE TEMP TABLE stolen AS SELECT * FROM retail.products
=> nothing
CREATE TABLE public.stolen (x int)
=> nothing
CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'
=> nothing
DO $$ BEGIN PERFORM set_config('retail.store', 'south', false); END $$
=> nothing
COPY retail.products TO '/tmp/red-team-stolen'
=> nothing
COPY (SELECT 1) TO PROGRAM 'touch /tmp/red-team-program'
=> nothing
COPY retail.products FROM STDIN
=> nothing
EXPLAIN SELECT * FROM retail.products WHERE brand = 'zanz'
=> nothing
EXPLAIN ANALYZE SELECT * FROM retail.products
=> nothing
PREPARE p AS SELECT 1
=> nothing
EXECUTE p
=> nothing
DEALLOCATE ALL
=> nothing
DECLARE c CURSOR WITH HOLD FOR SELECT 1
=> nothing
FETCH ALL FROM retail_rows
=> nothing
LISTEN stock
=> nothing
NOTIFY stock, 'x'
=> nothing
SELECT pg_notify('stock', 'x')
=> nothing
LOCK TABLE retail.products IN ACCESS EXCLUSIVE MODE
=> nothing
VACUUM retail.products
=> nothing
ALTER ROLE CURRENT_USER PASSWORD 'x'
=> nothing
ALTER ROLE CURRENT_USER SET search_path = 'evil'
=> nothing
GRANT retail_owner TO CURRENT_USER
=> nothing
CALL retail_sec.protect('retail.products')
=> nothing
SELECT * FROM retail_sec.store_access
=> nothing
SELECT * FROM retail.audit_log
=> nothing
SELECT retail_sec.seal_audit()
=> nothing
SELECT * FROM retail_sec.verify_audit()
=> nothing
SELECT retail_sec.recompute_days('south', '{2025-02-01}')
=> nothing
SELECT retail_sec.add_lifetime_value('south', '{}', '{}')
=> nothing
SELECT retail_sec.grant_stores(session_user, '{south}', true, NULL)
=> nothing
SELECT pg_read_file('/etc/passwd')
=> nothing
SELECT * FROM pg_read_file('postgresql.conf') f
=> nothing
SELECT pg_ls_dir('.')
=> nothing
SELECT * FROM pg_stat_file('/etc/passwd')
=> nothing
SELECT lo_import('/etc/passwd')
=> nothing
SELECT lo_from_bytea(0, 'x'::bytea)
=> nothing
SELECT lo_create(424242)
=> nothing
SELECT lo_get(424242)
=> nothing
SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(x int)
=> nothing
SELECT query_to_xml('SELECT * FROM retail.products', true, true, '')
=> nothing
SELECT table_to_xml('retail.products', true, true, '')
=> nothing
SELECT schema_to_xml('retail', true, true, '')
=> nothing
SELECT database_to_xml(true, true, '')
=> nothing
SELECT cursor_to_xml('retail_rows', 10, true, true, '')
=> nothing
SELECT * FROM ts_stat('SELECT to_tsvector(product_name) FROM retail.products')
=> nothing
SELECT * FROM pg_stats WHERE schemaname = 'retail'
=> nothing
SELECT * FROM pg_statistic
=> nothing
SELECT * FROM pg_statistic_ext_data
=> nothing
SELECT * FROM pg_stats_ext WHERE schemaname = 'retail'
=> nothing
SELECT relname, reltuples FROM pg_class WHERE relname = 'products'
=> nothing
SELECT relpages FROM pg_catalog.pg_class WHERE oid = 'retail.products'::regclass
=> nothing
SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'products'
=> nothing
SELECT pg_stat_get_live_tuples('retail.products'::regclass)
=> nothing
SELECT pg_total_relation_size('retail.products')
=> nothing
SELECT pg_relation_size('retail.sales_transactions')
=> nothing
SELECT pg_database_size(current_database())
=> nothing
SELECT * FROM pg_stat_activity
=> nothing
SELECT query FROM pg_stat_statements
=> nothing
SELECT * FROM pg_locks
=> nothing
SELECT pg_terminate_backend(pg_backend_pid())
=> nothing
SELECT pg_cancel_backend(1)
=> nothing
SELECT pg_advisory_lock(1)
=> nothing
SELECT pg_try_advisory_lock(42), pg_advisory_xact_lock(43)
=> nothing
SELECT pg_sleep(60)
=> nothing
SELECT pg_sleep_for('1 hour')
=> nothing
SELECT txid_current()
=> nothing
SELECT pg_export_snapshot()
=> nothing
SELECT pg_logical_emit_message(false, 'x', 'y')
=> nothing
SELECT pg_reload_conf()
=> nothing
SELECT pg_switch_wal()
=> nothing
SELECT passwd FROM pg_shadow
=> nothing
SELECT rolpassword FROM pg_authid
=> nothing
SELECT ctid, * FROM retail.products
=> nothing
SELECT xmin FROM retail.products
=> nothing
SELECT tableoid FROM retail.sales_transactions
=> nothing
SELECT first_name, email FROM retail.customers
=> nothing
SELECT * FROM retail.customers
=> nothing
SELECT c FROM retail.customers c
=> nothing
SELECT count(*) FROM retail.customers WHERE email LIKE 'north1@%'
=> nothing
SELECT loyalty_tier FROM retail.customers ORDER BY last_name
=> nothing
SELECT notes FROM retail.sales_transactions
=> nothing
SELECT to_jsonb(t) FROM retail.sales_transactions t
=> nothing
SELECT max(email_key) FROM retail.customers
=> [[0]]
SELECT count(*)::int FROM retail.products WHERE store_id = 'south'
=> [[0]]
SELECT count(*)::int FROM retail.products WHERE store_id <> 'north'
=> [[0]]
SELECT count(*)::int FROM retail.sales_transactions WHERE transaction_id = md5('south t1')::uuid
=> [[0]]
SELECT count(*)::int FROM retail.product_categories WHERE store_id = 'south'
=> [["north"]]
SELECT DISTINCT store_id FROM retail.products UNION SELECT store_id FROM retail.customers UNION SELECT store_id FROM retail.stores UNION SELECT store_id FROM retail.sales_by_day UNION SELECT store_id FROM retail.inventory_movements
=> own
SELECT sku FROM retail.products WHERE 1 / (CASE WHEN store_id = 'south' THEN 0 ELSE 1 END) = 1
=> own
SELECT count(*) FROM retail.products WHERE CASE WHEN product_name LIKE '%zanz%' THEN 1 / 0 ELSE 1 END = 1
=> own
SELECT count(*) FROM retail.products WHERE (CASE WHEN store_id = 'south' THEN product_name ELSE '1' END)::int = 1
=> own
SELECT sku FROM retail.products ORDER BY CASE WHEN store_id = 'south' THEN 1 / 0 ELSE 1 END, sku
=> own
SELECT sum(CASE WHEN store_id = 'south' THEN 1 / 0 ELSE 1 END) FROM retail.sales_transaction_items
=> nothing
SELECT retail.current_store_id() FROM (SELECT 1) x WHERE retail.current_store_id() = 'south'
=> [["[\"north\"]"]]
SELECT retail.allowed_store_ids()
=> [["north"]]
SELECT store_id FROM retail.my_stores()
=> nothing
SELECT * FROM retail.availability_elsewhere('SKU-0001')
=> nothing
SELECT * FROM retail.masked_customers(ARRAY[md5('southc1')::uuid, md5('south c1')::uuid])
=> nothing
SELECT retail.use_request_state('\x00', now())
=> nothing
SELECT retail.record_tool_calls('[{"call_id": "00000000-0000-0000-0000-000000000001", "at": "2025-01-01", "tool": "forged"}]')
=> own
SELECT retail.is_too_expensive('SELECT * FROM retail.products WHERE brand = ''zanz brand 1''')
=> nothing
SELECT retail.is_too_expensive('SELECT 1; SET retail.store = ''south''')
=> nothing
SELECT retail.is_too_expensive('ANALYZE retail.products')
=> nothing
SELECT * FROM retail.fetch_rows('retail_rows', '{f}', 10, 1000)
=> nothing
SELECT * FROM retail.table_stats
=> nothing
SELECT * FROM retail.index_usage
=> nothing
SELECT * FROM generate_series(1, 1000000000000)
=> nothing
SELECT count(*) FROM generate_series(1, 1000000000000)
=> nothing
SELECT count(*) FROM retail.sales_transaction_items a, retail.sales_transaction_items b, retail.sales_transaction_items c, retail.sales_transaction_items d
=> nothing
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
=> nothing
SELECT repeat('x', 200000000)
=> nothing
SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 1000)
=> nothing
SELECT array_fill(1, ARRAY[10000000])
=> nothing
SELECT sku FROM retail.products WHERE sku = repeat('x', 100000000)
=> own
SELECT repeat('y', 1000) FROM generate_series(1, 100000)
=> nothing
SELECT ('{"a":' || repeat('[', 100000) || '}')::json
=> nothing
SELECT regexp_match(repeat('a', 30), '(a+)+$') IS NULL AND 'zanz'::regclass IS NULL
=> nothing
SELECT 'x'::regrole
=> nothing
SELECT currval('retail.products_seq')
=> nothing
SELECT nextval('any')
=> nothing
IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z
=> nothing
CREATE EXTENSION dblink
=> nothing
SECURITY LABEL ON TABLE retail.products IS 'x'
=> nothing
SELECT 1 FOR UPDATE OF products
=> nothing
SELECT sku FROM retail.products FOR UPDATE
=> nothing
SHOW ALL
=> nothing
 
=> nothing
-- nothing but a comment
