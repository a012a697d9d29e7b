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
SELECT count(*) FROM unnest(xpath('//*[count(//*) > count(//*)]', ('<a>' || repeat('<b/>', 9000) || '</a>')::xml)) AS x
=> nothing
SELECT XMLEXISTS('//*[count(//*) > count(//*)]' PASSING ('<a>' || repeat('<b/>', 9000) || '</a>')::xml)
=> nothing
SELECT count(*) FROM XMLTABLE('//*[count(//*) > count(//*)]' PASSING ('<a>' || repeat('<b/>', 9000) || '</a>')::xml COLUMNS n text PATH 'name()') AS x
=> nothing
SELECT p.sku, x.n FROM retail.products p LEFT JOIN LATERAL xmltable('/a' PASSING xmlelement(name a, p.sku) COLUMNS n text PATH '.') AS x ON true
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
=> nothing
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
=> runaway
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n
=> runaway
SELECT repeat('x', 200000000)
=> nothing
SELECT string_agg(repeat('x', 1000), '') FROM generate_series(1, 1000)
=> nothing
SELECT array_fill(1, ARRAY[10000000])
=> runaway
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
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40 AND retail.is_too_expensive('SELECT FROM retail.products p, generate_series(1, ' || 2 ^ i || ') WHERE p.brand = ''zanz brand 1''')) SELECT max(i) FROM n
=> nothing
SELECT userid, calls, rows FROM public.pg_stat_statements(true)
=> nothing
SELECT dealloc, stats_reset FROM public.pg_stat_statements_info()
=> nothing
SELECT pg_current_wal_lsn()
=> nothing
SELECT pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn()
=> nothing
SELECT pg_last_wal_replay_lsn(), pg_last_wal_receive_lsn()
=> nothing
SELECT pg_last_xact_replay_timestamp()
=> nothing
SELECT pg_current_snapshot()
=> nothing
SELECT txid_snapshot_xmax(txid_current_snapshot())
=> nothing
SELECT pg_xact_status('800'::xid8)
=> nothing
SELECT txid_status(800)
=> nothing
SELECT age('3'::xid), mxid_age('1'::xid)
=> nothing
SELECT max(age(datfrozenxid)) FROM pg_database
=> nothing
SELECT next_xid FROM pg_control_checkpoint()
=> nothing
SELECT system_identifier FROM pg_control_system()
=> nothing
SELECT * FROM pg_control_recovery()
=> nothing
SELECT * FROM pg_get_replication_slots()
=> nothing
SELECT pg_get_multixact_members('1'::xid)
=> nothing
SELECT indexdef FROM pg_indexes WHERE tablename = 'product_embeddings'
=> nothing
SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'retail.product_embeddings'::regclass
=> nothing
SELECT pg_get_expr(indpred, indrelid) FROM pg_index
=> nothing
SELECT * FROM pg_index
=> nothing
SELECT ts_rewrite('a'::tsquery, 'SELECT to_tsquery(sku), to_tsquery(sku) FROM retail.products')
=> nothing
SELECT query_to_xml('EXPLAIN SELECT * FROM retail.products WHERE brand = ''zanz brand 1''', true, true, '')
=> nothing
SELECT query_to_xmlschema('SELECT 1', true, true, '')
=> nothing
SELECT pg_isolation_test_session_is_blocked(pg_backend_pid(), '{1}')
=> nothing
SELECT pg_stat_have_stats('relation', 1, 'retail.products'::regclass::oid)
=> nothing
SELECT * FROM pg_stats_ext_exprs
=> nothing
SELECT * FROM pg_statio_user_tables
=> nothing
SELECT * FROM pg_stat_database
=> nothing
SELECT * FROM pg_stat_xact_user_tables
=> nothing
SELECT * FROM pg_stat_user_functions
=> nothing
SELECT * FROM pg_stat_progress_create_index
=> nothing
SELECT * FROM pg_sequences WHERE schemaname = 'retail'
=> nothing
SELECT last_value FROM retail.product_categories_category_id_seq
=> nothing
SELECT * FROM pg_user_mapping
=> nothing
SELECT * FROM pg_subscription
=> nothing
SELECT * FROM pg_hba_file_rules
=> nothing
SELECT pg_read_binary_file('/etc/passwd')
=> nothing
SELECT pg_ls_logdir(), pg_ls_waldir()
=> nothing
SELECT currtid2('retail.products', '(0,1)'::tid)
=> nothing
SELECT pg_promote()
=> nothing
SELECT pg_create_physical_replication_slot('stolen')
=> nothing
SELECT pg_log_backend_memory_contexts(pg_backend_pid())
=> nothing
SELECT U&"s!0065t_config" UESCAPE '!' ('retail.store', 'south', true)
=> nothing
SELECT "set_config"('retail.store'::text, 'south'::text, true::bool)
=> nothing
SELECT x.v FROM (VALUES ((SELECT set_config('retail.store', 'south', true)))) x(v)
=> nothing
SELECT sku FROM retail.products, LATERAL (SELECT set_config('retail.store', 'south', true)) c
=> nothing
SELECT sku FROM retail.products ORDER BY set_config('retail.store', 'south', true)
=> nothing
SELECT count(*) FILTER (WHERE set_config('retail.store', 'south', true) = 'south') FROM retail.products
=> nothing
SELECT sum(1) OVER (PARTITION BY set_config('retail.store', 'south', true)) FROM retail.products
=> nothing
SELECT * FROM ROWS FROM (generate_series(1, 2), set_config('retail.store', 'south', true))
=> nothing
SELECT sku FROM retail.products LIMIT length(set_config('retail.store', 'south', true))
=> nothing
SELECT 1 UNION SELECT 2 UNION (SELECT length(set_config('retail.store', 'south', true)))
=> nothing
SELECT sku FROM retail.products TABLESAMPLE BERNOULLI (length(set_config('retail.store', 'south', true)))
=> nothing
SELECT p.sku FROM retail.products p, LATERAL (SELECT retail.set_store_context('south')) c
=> nothing
SELECT CASE WHEN retail.set_store_context('south') IS NULL THEN 1 ELSE 0 END
=> nothing
SELECT sku FROM retail.products WHERE EXISTS (SELECT retail.set_store_context('south') OFFSET 0)
=> nothing
SELECT retail.set_store_context('south') FROM generate_series(1, 3)
=> nothing
SELECT retail.set_store_context('nowhere')
=> nothing
EXECUTE set_context('south', NULL)
=> nothing
DEALLOCATE set_store_context
=> nothing
CLOSE retail_rows
=> nothing
MOVE ALL IN retail_rows
=> nothing
DISCARD ALL
=> nothing
BEGIN
=> nothing
SAVEPOINT x
=> nothing
SET TRANSACTION READ WRITE
=> nothing
SET CONSTRAINTS ALL DEFERRED
=> nothing
SET LOCAL statement_timeout = 0
=> nothing
SELECT set_config('statement_timeout', '0', true)
=> nothing
SELECT set_config('transaction_read_only', 'off', true)
=> nothing
TABLE retail.audit_log
=> nothing
TABLE retail.customers
=> nothing
SELECT c.* FROM retail.customers c JOIN retail.products p USING (store_id)
=> nothing
SELECT row_to_json(c) FROM retail.customers c
=> nothing
SELECT (SELECT c FROM retail.customers c LIMIT 1)::text
=> nothing
SELECT hashtext(c::text) FROM retail.customers c
=> nothing
SELECT count(*) FROM retail.customers GROUP BY date_of_birth
=> nothing
SELECT 1 FROM retail.customers a JOIN retail.customers b USING (email)
=> nothing
SELECT count(*) FROM retail.customers NATURAL JOIN (SELECT 'x'::text AS first_name) x
=> nothing
SELECT max(phone) OVER () FROM retail.customers
=> nothing
SELECT json_agg(t.metadata) FROM retail.sales_transactions t
=> nothing
SELECT retail.embedding_text(p) FROM retail.products p WHERE p.store_id = 'south'
=> nothing
SELECT * FROM retail.stock_days('{south}', NULL, '2025-01-01', '2025-03-01')
=> nothing
SELECT * FROM retail.search_identified('south', 'SKU-0001')
=> nothing
SELECT * FROM retail.search_nearest('south', 'catalogue', '[1]', 5)
=> nothing
SELECT * FROM retail.search_meaning('south', '{zanz}', '{1}')
=> [["unknown", 0]]
SELECT reading, max(products) FROM retail.search_query_terms('south', 'zanz') GROUP BY 1
=> nothing
SELECT retail.category_path((hashtext('south1') & 2147483647)::integer)
=> nothing
SELECT unnest(retail.search_categories('zanz category 1'))
=> nothing
SELECT * FROM retail.category_tree WHERE category_name LIKE 'zanz%'
=> [[0]]
SELECT count(*)::int FROM retail.products_with_stock WHERE store_id <> 'north'
=> [[0]]
SELECT count(*)::int FROM retail.search_words WHERE pair LIKE '%zanz%'
=> [[0]]
SELECT count(*)::int FROM retail.search_terms WHERE lexeme LIKE 'zanz%'
=> [["north"]]
SELECT current_setting('retail.store')
=> own
SELECT sku FROM retail.products WHERE sku ~ (CASE WHEN store_id = 'south' THEN '(' ELSE '.' END)
=> own
SELECT sku FROM retail.products WHERE sku LIKE (CASE WHEN store_id = 'south' THEN '\' ELSE '%' END)
=> own
SELECT count(*) FROM retail.products p JOIN retail.stores s ON s.store_id = p.store_id AND (s.store_name || p.price)::text <> '' AND 1 / (1 - (s.store_id = 'south')::int) = 1
=> own
SELECT (CASE WHEN EXISTS (SELECT FROM retail.products WHERE brand LIKE 'zanz%') THEN '{' ELSE '{}' END)::jsonb
=> own
SELECT jsonb_path_query(to_jsonb(product_name), 'strict $.zanz') FROM retail.products WHERE store_id = 'south'
=> own
SELECT count(*) FROM retail.sales_transaction_items i RIGHT JOIN (SELECT md5('south p1')::uuid AS product_id) x USING (product_id)
=> nothing
SELECT a.sku FROM retail.products a FULL JOIN retail.products b ON a.sku = b.sku WHERE a.store_id <> b.store_id
=> nothing
SELECT price FROM retail.products WHERE price_e4 = 1 OR product_id IN (SELECT md5('south p' || n)::uuid FROM generate_series(1, 90) n)
=> nothing
SELECT sku FROM ONLY retail.products WHERE store_id = 'south'
=> nothing
SELECT 1 FROM retail.sales_transactions WHERE transaction_id = md5('south t1')::uuid FOR KEY SHARE
=> nothing
MERGE INTO retail.products USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET price = 0
=> nothing
TRUNCATE retail.products
=> nothing
REFRESH MATERIALIZED VIEW retail.cached
=> nothing
COMMENT ON TABLE retail.products IS 'x'
=> nothing
ALTER TABLE retail.products DISABLE ROW LEVEL SECURITY
=> nothing
DROP POLICY one_store ON retail.products
=> nothing
CREATE POLICY mine ON retail.products USING (true)
=> nothing
REASSIGN OWNED BY retail_owner TO CURRENT_USER
=> nothing
LOAD 'plperl'
=> nothing
CHECKPOINT
=> nothing
CLUSTER retail.products
=> nothing
REINDEX TABLE retail.products
=> nothing
CREATE STATISTICS s ON brand, color FROM retail.products
=> nothing
ANALYZE retail.products
=> runaway
SELECT factorial(60000)
=> runaway
SELECT sum(div(repeat('9', 131000)::numeric, repeat('7', 65000 + n % 2)::numeric)) FROM generate_series(1, 500) n
=> runaway
SELECT array_length(array_agg(x), 1) FROM generate_series(1, 200000000) x
=> runaway
SELECT replace(repeat('a', 10000000), 'a', repeat('b', 100))
=> runaway
SELECT regexp_replace(repeat('ab', 20000000), 'a', 'b', 'g')
=> runaway
SELECT count(*) FROM retail.products a, retail.products b WHERE a.product_name || b.product_name ~ '(a|aa)*z' AND (SELECT count(*) FROM generate_series(1, 100000000)) > 0
=> own
SELECT count(DISTINCT sku) FROM retail.products TABLESAMPLE SYSTEM (100)
=> own
SELECT json_agg(g) FROM generate_series(1, 300000) g
=> nothing
 
=> nothing
-- nothing but a comment
