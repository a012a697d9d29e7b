-- Functions for principals, the monitoring views, and what hardening closes.
BEGIN;
\ir fixture.psql
SELECT no_plan();

-- availability elsewhere
SELECT is(tests.answer('north_reader', 'north', 'SELECT * FROM retail.availability_elsewhere(''CHAIR'')'), '', 'a store that does not share is not mentioned');
UPDATE retail.stores SET shares_availability = true;
SELECT is(tests.answer('north_reader', 'north', 'SELECT * FROM retail.availability_elsewhere(''CHAIR'')'), 'south,South,none', 'nothing on hand is none');
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity) VALUES ('south', '00000000-0000-0000-0000-0000000000b1', 'receipt', 5);
SELECT is(tests.answer('north_reader', 'north', 'SELECT availability FROM retail.availability_elsewhere(''CHAIR'')'), 'few', 'four available are few');
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity) VALUES ('south', '00000000-0000-0000-0000-0000000000b1', 'receipt', 1);
SELECT is(tests.answer('north_reader', 'north', 'SELECT availability FROM retail.availability_elsewhere(''CHAIR'')'), 'plenty', 'five are plenty');
UPDATE retail.inventory SET committed = 3 WHERE store_id = 'south';
SELECT is(tests.answer('north_reader', 'north', 'SELECT availability FROM retail.availability_elsewhere(''CHAIR'')'), 'few', 'what is committed is not available');
SELECT is(tests.answer('south_writer', 'south', 'SELECT * FROM retail.availability_elsewhere(''TABLE'')'), '', 'a product that the asking store does not carry is not answered');
SELECT is(tests.answer('north_reader', NULL, 'SELECT * FROM retail.availability_elsewhere(''CHAIR'')'), '', 'no context, no answer');

-- similarity search
INSERT INTO retail.embedding_models (store_id, model, dimensions, active) VALUES ('north', 'm3', 3, true), ('north', 'm2', 2, false), ('south', 'm3', 3, true);
INSERT INTO retail.product_embeddings (store_id, product_id, embedding_text, embedding, embedding_model) VALUES
  ('north', '00000000-0000-0000-0000-0000000000a1', 'chair', '[1,0,0]', 'm3'), ('north', '00000000-0000-0000-0000-0000000000a2', 'table', '[0.8,0.6,0]', 'm3'),
  ('north', '00000000-0000-0000-0000-0000000000a1', 'chair', '[0,1]', 'm2'), ('south', '00000000-0000-0000-0000-0000000000b1', 'stuhl', '[1,0,0]', 'm3');
CREATE FUNCTION tests.near(arguments text) RETURNS text LANGUAGE sql AS $$
  SELECT 'SELECT product_name, round(similarity_score::numeric, 2) FROM retail.search_products_by_similarity(' || arguments || ')'
$$;
SELECT is(tests.answer('north_reader', 'north', tests.near('''[1,0,0]''')), 'Garden chair,1.00;Garden table,0.80', 'the active model answers, best first, the own store only');
SELECT is(tests.answer('north_reader', 'north', tests.near('''[1,0,0]'', 0.9')), 'Garden chair,1.00', 'the threshold holds');
SELECT is(tests.answer('north_reader', 'north', tests.near('''[1,0,0]'', 0.1, 1')), 'Garden chair,1.00', 'the number of results holds');
SELECT is(tests.answer('north_reader', 'north', tests.near('''[0,1]'', 0.5, 10, ''m2''')), 'Garden chair,1.00', 'another model answers by name, at its own width');
SELECT is(tests.answer('north_reader', 'north', tests.near('''[0,1]''')), 'ERROR 22023', 'a vector of another width is refused');
SELECT is(tests.answer('north_reader', 'north', tests.near('''[0,1]'', 0.5, 10, ''none''')), 'ERROR 22023', 'an unknown model is refused');
SELECT is(tests.answer('both_writer', '*', tests.near('''[1,0,0]'', 0.9') || ' ORDER BY 1'), 'Garden chair,1.00;Gartenstuhl,1.00', 'a region asks all of its stores');
UPDATE retail.products SET is_active = false WHERE sku = 'CHAIR';
SELECT is(tests.answer('north_reader', 'north', tests.near('''[1,0,0]''')), 'Garden table,0.80', 'inactive products are left out');
SELECT throws_ok($$INSERT INTO retail.embedding_models (store_id, model, dimensions) VALUES ('north', 'wide', 3901)$$, '23514', NULL, 'more than 3,900 dimensions are refused');
INSERT INTO retail.embedding_models (store_id, model, dimensions) VALUES ('north', 'widest', 3900);
SELECT lives_ok($$INSERT INTO retail.product_embeddings (store_id, product_id, embedding_text, embedding, embedding_model)
  VALUES ('north', '00000000-0000-0000-0000-0000000000a1', repeat('long text ', 500), (SELECT array_agg(0.5)::vector FROM generate_series(1, 3900))::halfvec, 'widest')$$, '3,900 dimensions fit, with a long text beside them');

-- monitoring
CREATE ROLE watcher LOGIN IN ROLE retail_monitor;
SELECT is(tests.answer('watcher', NULL, 'SELECT count(*) FROM retail.table_stats WHERE tablename = ''products'''), '1', 'monitoring sees the tables'' sizes');
SELECT is(tests.answer('watcher', NULL, 'SELECT count(*) > 0 FROM retail.index_usage'), 'true', '... and the indexes'' use');
SELECT is(tests.answer('watcher', NULL, 'SELECT count(*) FROM retail.products'), 'ERROR 42501', '... and no data');

-- the catalogue's revision
CREATE FUNCTION tests.revision() RETURNS bigint LANGUAGE sql AS $$ SELECT revision FROM retail.catalogue_revisions WHERE store_id = 'north' $$;
CREATE TEMP TABLE before AS SELECT tests.revision() AS revision;
UPDATE retail.products SET price = price + 1 WHERE store_id = 'north';
SELECT is(tests.revision(), (SELECT revision FROM before), 'a price leaves the catalogue''s revision');
UPDATE retail.products SET product_name = 'Bench' WHERE store_id = 'north' AND sku = 'TABLE';
SELECT is(tests.revision(), (SELECT revision + 1 FROM before), 'a name moves it on');

-- hardening: this test runs as superuser, so nothing may be open
SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
-- (a database copied from another has its own grants)
\set open `cat ../../sql/queries/lint_side_channels.sql`
CREATE FUNCTION tests.open() RETURNS TABLE (finding text, mend text) LANGUAGE sql AS :'open';
SELECT is_empty('SELECT finding FROM tests.open()', 'no side channel is open');
SELECT is(tests.answer('north_reader', 'north', q), 'ERROR 42501', 'closed: ' || q) FROM unnest(ARRAY[
  'SELECT pg_total_relation_size(''retail.products'')', 'SELECT reltuples FROM pg_class', 'SELECT n_live_tup FROM pg_stat_user_tables', 'SELECT * FROM pg_stat_activity',
  'SELECT * FROM pg_locks', 'SELECT pg_advisory_lock(1)', 'SELECT pg_notify(''a'', ''b'')', 'SELECT set_config(''retail.store'', ''south'', true)', 'SELECT lo_from_bytea(0, ''x'')',
  'SELECT query_to_xml(''SELECT 1'', true, true, '''')', 'SELECT * FROM ts_stat(''SELECT NULL::tsvector'')', 'SELECT pg_sleep(0)', 'SELECT pg_database_size(current_database())',
  'SELECT pg_current_wal_lsn()', 'SELECT pg_current_snapshot()', 'SELECT age(''3''::xid)', 'SELECT * FROM pg_control_checkpoint()', 'SELECT indexdef FROM pg_indexes', 'SELECT indpred FROM pg_index',
  'SELECT ts_rewrite(''a''::tsquery, ''SELECT 1'')', 'SELECT * FROM public.pg_stat_statements(true)']) q;
SELECT is(tests.answer('north_reader', 'north', 'SELECT count(*) FROM pg_stats WHERE schemaname = ''retail'''), '0', 'column statistics show nothing of tables under policies');
SELECT is(tests.answer('north_reader', 'north', 'SELECT relname FROM pg_class WHERE oid = ''retail.products''::regclass'), 'products', 'the rest of pg_class stays readable');
SELECT * FROM finish();
ROLLBACK;
