-- on_hand is the sum of the ledger, whatever is inserted in whatever order; counts hold at their time.
BEGIN;
\ir fixture.psql
SELECT no_plan();

CREATE FUNCTION tests.move(kind text, quantity numeric, at timestamptz DEFAULT now(), id uuid DEFAULT gen_random_uuid()) RETURNS uuid LANGUAGE sql AS $$
  INSERT INTO retail.inventory_movements (movement_id, store_id, product_id, kind, quantity, counted_quantity, moved_at)
  VALUES (id, 'north', '00000000-0000-0000-0000-0000000000a2', kind, CASE WHEN kind = 'count' THEN 0 ELSE quantity END,
          CASE WHEN kind = 'count' THEN quantity END, at) RETURNING movement_id
$$;
CREATE FUNCTION tests.on_hand() RETURNS numeric LANGUAGE sql AS $$
  SELECT on_hand FROM retail.inventory WHERE store_id = 'north' AND product_id = '00000000-0000-0000-0000-0000000000a2'
$$;
CREATE FUNCTION tests.differences() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM retail.inventory i
   WHERE i.on_hand <> coalesce((SELECT sum(m.quantity) FROM retail.inventory_movements m
                                 WHERE m.store_id = i.store_id AND m.product_id = i.product_id), 0)
$$;

DO $$ BEGIN PERFORM tests.move('receipt', 10, '2025-01-01 12:00Z'); END $$;
DO $$ BEGIN PERFORM tests.move('damage', -1, '2025-01-03 12:00Z'); END $$;
SELECT is(tests.on_hand(), 9.000, 'movements add up');
DO $$ BEGIN PERFORM tests.move('count', 7, '2025-01-05 12:00Z', '00000000-0000-0000-0000-00000000e001'); END $$;
SELECT is(tests.on_hand(), 7.000, 'a count sets what is there');
SELECT is((SELECT quantity FROM retail.inventory_movements WHERE movement_id = '00000000-0000-0000-0000-00000000e001'), -2.000, '... and records the difference');
DO $$ BEGIN PERFORM tests.move('receipt', 5, '2025-01-02 12:00Z'); END $$;
SELECT is(tests.on_hand(), 7.000, 'an older movement that arrives later leaves the count as it was');
SELECT is((SELECT quantity FROM retail.inventory_movements WHERE movement_id = '00000000-0000-0000-0000-00000000e001'), -7.000, '... and restates its difference');
DO $$ BEGIN PERFORM tests.move('receipt', 3, '2025-01-06 12:00Z'); END $$;
SELECT is(tests.on_hand(), 10.000, 'a younger movement counts on from it');
DO $$ BEGIN PERFORM tests.move('count', 4, '2025-01-04 12:00Z', '00000000-0000-0000-0000-00000000e002'); END $$;
SELECT is(tests.on_hand(), 10.000, 'an older count is absorbed by the younger');
SELECT is((SELECT array_agg(quantity ORDER BY moved_at) FROM retail.inventory_movements WHERE movement_id IN ('00000000-0000-0000-0000-00000000e001', '00000000-0000-0000-0000-00000000e002')),
          '{-10.000,3.000}', '... and both differences are right');
DO $$ BEGIN PERFORM tests.move('sale', -2, '2025-01-05 12:00Z'); END $$;
SELECT is(tests.on_hand(), 10.000, 'at equal times the count comes last');
DO $$ BEGIN PERFORM tests.move('count', 6, '2025-01-08 12:00Z', '00000000-0000-0000-0000-00000000e003'); END $$;
INSERT INTO retail.inventory_movements (store_id, kind, undone_movement_id) VALUES ('north', 'undo', '00000000-0000-0000-0000-00000000e003');
SELECT is(tests.on_hand(), 10.000, 'undoing a count brings back what the book said');
DO $$ BEGIN PERFORM tests.move('receipt', 1, '2025-01-07 12:00Z'); END $$;
SELECT is(tests.on_hand(), 11.000, 'an undone count absorbs nothing any more');
SELECT throws_ok($$INSERT INTO retail.inventory_movements (store_id, kind, undone_movement_id) VALUES ('north', 'undo', '00000000-0000-0000-0000-00000000e003')$$,
                 '23505', NULL, 'a movement is undone once');
SELECT throws_ok($$UPDATE retail.inventory_movements SET quantity = 1 WHERE movement_id = '00000000-0000-0000-0000-00000000e001'$$, '23001', NULL, 'the ledger is append-only, for administration too');
SELECT throws_ok($$DELETE FROM retail.inventory_movements$$, '23001', NULL, '... and nothing is deleted from it');
SELECT throws_ok($$TRUNCATE retail.inventory_movements$$, '23001', NULL, '... nor truncated');
SELECT is(tests.differences(), 0::bigint, 'on_hand is the sum of the ledger everywhere');

-- stock then transactions = transactions then stock, for a random history cut anyhow into batches
CREATE FUNCTION tests.balance_after(in_order text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record; answer text;
BEGIN
  BEGIN
    FOR r IN EXECUTE 'SELECT kind, quantity, at FROM history ORDER BY ' || in_order LOOP
      PERFORM tests.move(r.kind, r.quantity, r.at);
    END LOOP;
    SELECT tests.on_hand() || ' ' || tests.differences() || ' ' ||
           string_agg(kind || ' ' || quantity, ',' ORDER BY moved_at, kind = 'count', kind, quantity) INTO answer FROM retail.inventory_movements
     WHERE store_id = 'north' AND product_id = '00000000-0000-0000-0000-0000000000a2';
    RAISE EXCEPTION 'undo';
  EXCEPTION WHEN raise_exception THEN
    RETURN answer;
  END;
END
$$;
SELECT setseed(0.42);
CREATE TEMP TABLE history AS
  SELECT CASE WHEN n % 7 = 0 THEN 'count' WHEN n % 3 = 0 THEN 'receipt' ELSE 'sale' END AS kind,
         CASE WHEN n % 7 = 0 THEN round((random() * 50)::numeric) WHEN n % 3 = 0 THEN round((random() * 20)::numeric, 1) ELSE -round((random() * 5)::numeric, 3) END AS quantity,
         '2025-02-01Z'::timestamptz + n * interval '1 hour' AS at, random() AS shuffle
    FROM generate_series(1, 60) n;
SELECT is(tests.balance_after('kind = ''count'', at'), tests.balance_after('at'), 'transactions then stock gives what the order of time gives');
SELECT is(tests.balance_after('kind = ''sale'', at'), tests.balance_after('at'), 'stock then transactions gives the same');
SELECT is(tests.balance_after('shuffle'), tests.balance_after('at DESC'), 'so does any order');
SELECT matches(tests.balance_after('at'), '^[0-9.-]+ 0 ', '... and on_hand stays the sum of the ledger');

-- a whole history in one statement
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, counted_quantity, moved_at)
SELECT 'north', '00000000-0000-0000-0000-0000000000a2', kind, CASE WHEN kind = 'count' THEN 0 ELSE quantity END, CASE WHEN kind = 'count' THEN quantity END, at FROM history;
SELECT is(tests.differences(), 0::bigint, 'a batch with several counts posts right');

-- who moved it, and once
SELECT is(tests.answer('north_writer', 'north', 'INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, idempotency_key) VALUES (''north'', ''00000000-0000-0000-0000-0000000000a1'', ''receipt'', 4, ''k1'') RETURNING actor, quantity'),
          'north_writer,4.000', 'a writer posts in its own name');
SELECT is(tests.answer('north_writer', 'north', 'INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, idempotency_key) VALUES (''north'', ''00000000-0000-0000-0000-0000000000a1'', ''receipt'', 4, ''k1'') RETURNING 1'),
          'ERROR 23505', 'an idempotency key works once per store');
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, idempotency_key) VALUES (''south'', ''00000000-0000-0000-0000-0000000000b1'', ''receipt'', 4, ''k1'') RETURNING 1'),
          '1', '... and is free in another');
SELECT is((SELECT on_hand FROM retail.inventory WHERE store_id = 'north' AND product_id = '00000000-0000-0000-0000-0000000000a1'), 2.000, 'its stock is right: sold 2, received 4');
SELECT is((SELECT business_date FROM retail.inventory_movements WHERE kind = 'sale' AND store_id = 'north' AND transaction_id IS NOT NULL), '2025-03-01'::date, 'a movement has its sale''s business date');

-- confirmation tokens
SELECT is(tests.answer('north_writer', 'north', 'SELECT retail.use_request_state(''\x01'', now() + interval ''1 minute'')'), 'true', 'a confirmation is used');
SELECT is(tests.answer('north_writer', 'north', 'SELECT retail.use_request_state(''\x01'', now() + interval ''1 minute'')'), 'false', '... once');
SELECT is(tests.answer('south_writer', 'south', 'SELECT retail.use_request_state(''\x01'', now() + interval ''1 minute'')'), 'true', '... by each principal');
SELECT * FROM finish();
ROLLBACK;
