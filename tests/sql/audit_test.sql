-- The audit trail: a row per change, tool calls, and a chain that names what was tampered with.
BEGIN;
\ir fixture.psql
SELECT no_plan();
DO $$ BEGIN
  PERFORM tests.answer('north_writer', 'north', 'SELECT retail.set_store_context(''north'', ''trace-7'')');
  PERFORM tests.answer('north_writer', 'north', 'UPDATE retail.products SET price = price + 1 RETURNING 1');
  PERFORM tests.answer('north_writer', 'north', 'INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity) VALUES (''north'', ''00000000-0000-0000-0000-0000000000a1'', ''receipt'', 4) RETURNING 1');
  PERFORM tests.answer('north_writer', 'north', 'UPDATE retail.customers SET loyalty_tier = ''silver'' RETURNING 1');
END $$;
SELECT results_eq($$SELECT table_name, action, user_name, store_id, record_id, old_values ->> 'price', new_values ->> 'price' FROM retail.audit_log
                     WHERE user_name = 'north_writer' AND table_name = 'products' ORDER BY record_id$$,
                  $$VALUES ('products', 'UPDATE', 'north_writer'::name, 'north'::text COLLATE "C", '00000000-0000-0000-0000-0000000000a1'::uuid, '20.0000', '21.0000'),
                           ('products', 'UPDATE', 'north_writer'::name, 'north'::text COLLATE "C", '00000000-0000-0000-0000-0000000000a2'::uuid, '100.0000', '101.0000')$$,
                  'one row per changed row, with the old and the new values and the login');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE user_name = 'north_writer' AND table_name = 'inventory_movements'), 1, 'a posted movement is audited');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE table_name = 'inventory_movements' AND new_values ->> 'kind' = 'sale'), 0, 'what a sale moves is not audited twice');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE user_name = 'north_writer' AND table_name = 'customers'), 1, 'a customer''s change is audited');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE table_name = 'customers' AND action = 'UPDATE' AND user_name <> 'north_writer'), 0, 'a lifetime value that follows from sales is not');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE table_name = 'store_access'), 7, 'grants are audited');
SELECT is((SELECT metadata ->> 'trace' FROM retail.audit_log WHERE table_name = 'customers' AND user_name = 'north_writer'), NULL, 'no trace, no metadata');
SET LOCAL retail.trace = 'trace-8';
UPDATE retail.promotions SET price = 1;
UPDATE retail.customers SET loyalty_tier = 'bronze' WHERE store_id = 'north';
SELECT is((SELECT metadata ->> 'trace' FROM retail.audit_log WHERE table_name = 'customers' AND action = 'UPDATE' AND new_values ->> 'loyalty_tier' = 'bronze'), 'trace-8', 'the trace is kept');
UPDATE retail.customers SET loyalty_tier = loyalty_tier;
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE table_name = 'customers' AND action = 'UPDATE'), 2, 'an update that changes nothing leaves no row');
SET LOCAL retail.bulk_load = 'on';
UPDATE retail.customers SET loyalty_tier = 'gold';
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE table_name = 'customers' AND action = 'UPDATE'), 2, 'administration can load without rows of its own');
SET LOCAL retail.bulk_load = '';

-- tool calls
SELECT is(tests.answer('north_reader', NULL, $$SELECT retail.record_tool_calls('[{"call_id": "00000000-0000-0000-0000-00000000f001", "at": "2025-03-02T10:00:00Z", "store": "north", "tool": "check_stock", "argument_digest": "ab", "rows": 3, "duration_ms": 1.5, "outcome": "ok", "user_name": "head_office"},
  {"call_id": "00000000-0000-0000-0000-00000000f002", "at": "2999-01-01T00:00:00Z", "store": null, "tool": "get_context", "outcome": "ok"}]')$$), '2', 'tool calls are recorded');
SELECT is(tests.answer('north_reader', NULL, $$SELECT retail.record_tool_calls('[{"call_id": "00000000-0000-0000-0000-00000000f001", "at": "2025-03-02T10:00:00Z", "store": "north", "tool": "check_stock", "outcome": "changed"}]')$$), '0', '... once');
SELECT results_eq($$SELECT action, user_name, store_id, new_values ->> 'outcome', created_at <= clock_timestamp() FROM retail.audit_log WHERE table_name = 'tool_call' ORDER BY log_id$$,
                  $$VALUES ('check_stock', 'north_reader'::name, 'north'::text COLLATE "C", 'ok', true), ('get_context', 'north_reader'::name, '*'::text COLLATE "C", 'ok', true)$$,
                  'the login is the session''s own whatever the batch says');

SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE seal_no IS NULL), 0, 'recording calls seals what there is');
SELECT is_empty('SELECT * FROM retail_sec.verify_audit()', '... and that verifies');
INSERT INTO retail.audit_log (table_name, action, store_id) SELECT 'products', 'INSERT', 'north' FROM generate_series(1, 1200);
SELECT is(tests.answer('north_reader', NULL, $$SELECT retail.record_tool_calls('[{"call_id": "00000000-0000-0000-0000-00000000f009", "at": "2025-03-02T10:00:00Z", "store": "north", "tool": "check_stock", "outcome": "ok"}]')$$),
          '1', 'a call is recorded ahead of a backlog of other rows');
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE seal_no IS NULL), 701, '... which it seals a part of');

-- Rows read are counted, for a sealer that reads on each seal what was sealed before takes hours of a large load.
CREATE FUNCTION tests.audit_rows_read() RETURNS bigint LANGUAGE sql VOLATILE AS
  $$ SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relid = 'retail.audit_log'::regclass $$;
SAVEPOINT backlog;
SET LOCAL enable_seqscan = off;
SELECT tests.audit_rows_read() AS read_before \gset
SELECT is(retail_sec.seal_audit(10), 701::bigint, 'a backlog is sealed, ten rows a seal');
SELECT cmp_ok(tests.audit_rows_read() - :read_before, '<', 3 * 701::bigint, '... and no row is read for another seal than its own');
ROLLBACK TO backlog;

-- append-only, for the owner too
SELECT throws_ok(deed, '42501', 'the audit trail is append-only', 'refused: ' || deed) FROM unnest(ARRAY[
  'UPDATE retail.audit_log SET new_values = ''{}''', 'UPDATE retail.audit_log SET user_name = ''x''', 'UPDATE retail.audit_log SET created_at = now()',
  'DELETE FROM retail.audit_log', 'TRUNCATE retail.audit_log', 'UPDATE retail_sec.audit_seals SET digest = ''''', 'DELETE FROM retail_sec.audit_seals', 'TRUNCATE retail_sec.audit_seals']) deed;
SELECT is(tests.answer(login, 'north', deed), 'ERROR 42501', login || ' is refused: ' || deed) FROM unnest('{north_reader,north_writer,both_writer}'::name[]) login, unnest(ARRAY[
  'SELECT 1 FROM retail.audit_log', 'UPDATE retail.audit_log SET seal_no = NULL RETURNING 1', 'DELETE FROM retail.audit_log RETURNING 1',
  'INSERT INTO retail.audit_log (table_name, action, store_id) VALUES (''x'', ''x'', ''north'') RETURNING 1', 'SELECT retail_sec.seal_audit()',
  'DELETE FROM retail_sec.audit_seals RETURNING 1']) deed;

-- the chain
SET LOCAL session_replication_role = replica; -- what only a superuser can: triggers off
DELETE FROM retail_sec.audit_seals;
DELETE FROM retail.audit_log WHERE action = 'INSERT' AND new_values IS NULL;
UPDATE retail.audit_log SET seal_no = NULL;
SELECT cmp_ok(retail_sec.seal_audit(7), '>', 14::bigint, 'the sealer seals what is there, in several links');
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE seal_no IS NULL), 0, 'nothing is left unsealed');
SELECT is_empty('SELECT * FROM retail_sec.verify_audit()', 'an untouched trail verifies');
SELECT is(retail_sec.seal_audit(), 0::bigint, 'sealing again has nothing to do');
SET LOCAL TimeZone = 'Asia/Tokyo';
SET LOCAL DateStyle = 'German';
SELECT is_empty('SELECT * FROM retail_sec.verify_audit()', 'the digest depends on no session setting');

CREATE FUNCTION tests.tampering(deed text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE deed;
    SELECT string_agg(DISTINCT finding || coalesce(' ' || right(log_id::text, 4), ''), '; ') INTO found FROM retail_sec.verify_audit();
    RAISE EXCEPTION 'take it back' USING ERRCODE = 'UX000';
  EXCEPTION WHEN SQLSTATE 'UX000' THEN RETURN found;
  END;
END
$$;
SELECT is(tests.tampering($$UPDATE retail.audit_log SET new_values = '{}' WHERE log_id = '00000000-0000-0000-0000-00000000f001'$$), 'the row was changed f001', 'a changed row is named');
SELECT is(tests.tampering($$UPDATE retail.audit_log SET user_name = 'x' WHERE log_id = '00000000-0000-0000-0000-00000000f001'$$), 'the row was changed f001', 'so is a changed name');
SELECT is(tests.tampering($$DELETE FROM retail.audit_log WHERE log_id = '00000000-0000-0000-0000-00000000f002'$$), 'the row was deleted f002', 'a deleted row is named');
SELECT is(tests.tampering($$INSERT INTO retail.audit_log (log_id, table_name, action, store_id, seal_no) VALUES ('00000000-0000-0000-0000-00000000f003', 'x', 'x', '*', 1)$$),
          'the row was added after its seal f003', 'an inserted row is named');
SELECT is(tests.tampering($$DELETE FROM retail_sec.audit_seals WHERE seal_no = 2; DELETE FROM retail.audit_log WHERE seal_no = 2$$),
          'a seal before this one is missing; the seal does not follow from the one before it', 'a missing link is seen');
SELECT is(tests.tampering($$UPDATE retail.audit_log SET action = 'x' WHERE log_id = '00000000-0000-0000-0000-00000000f001';
  UPDATE retail_sec.audit_seals s SET row_digests = (SELECT array_agg(retail_sec.audit_digest(a) ORDER BY o) FROM unnest(s.log_ids) WITH ORDINALITY AS k(id, o) JOIN retail.audit_log a ON a.log_id = k.id)$$),
          'the seal does not follow from the one before it', 'a forged row digest breaks the chain');
SELECT * FROM finish();
ROLLBACK;
