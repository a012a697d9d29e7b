-- The lint of the data finds nothing in data that agree, finds each kind of contradiction, and what it
-- says mends it. Faults are planted as a load past the triggers leaves them.
BEGIN;
\ir fixture.psql
SELECT no_plan();
\set lint `cat ../../sql/queries/lint_data.sql`
CREATE FUNCTION tests.lint() RETURNS TABLE (finding text, mend text) LANGUAGE sql AS :'lint';
SELECT is_empty('SELECT finding FROM tests.lint()', 'the fixture does not contradict itself');

-- Plants a fault, expects the one finding of its kind, and runs its mend if it is a statement.
CREATE FUNCTION tests.finds(fault text, kind text, is_for_a_person boolean DEFAULT false) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  statement text;
  found bigint;
  others bigint;
BEGIN
  BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE fault;
    SET LOCAL session_replication_role = origin;
    SELECT count(*), max(l.mend) INTO found, statement FROM tests.lint() l WHERE l.finding LIKE kind || ':%';
    IF NOT is_for_a_person THEN
      EXECUTE statement;
    END IF;
    SELECT count(*) INTO others FROM tests.lint() l WHERE l.finding LIKE kind || ':%';
    RAISE EXCEPTION 'take it back' USING ERRCODE = 'UX000';
  EXCEPTION WHEN SQLSTATE 'UX000' THEN
    RETURN NEXT is(found, 1::bigint, 'finds: ' || kind);
    RETURN NEXT isnt(statement, NULL, 'says what mends it');
    IF NOT is_for_a_person THEN
      RETURN NEXT is(others, 0::bigint, 'that mends it: ' || statement);
    END IF;
  END;
END
$$;
SELECT tests.finds('UPDATE retail.inventory SET on_hand = 7 WHERE product_id = ''00000000-0000-0000-0000-0000000000a1''', 'on_hand is not the sum of the ledger');
SELECT tests.finds('DELETE FROM retail.inventory WHERE product_id = ''00000000-0000-0000-0000-0000000000a2''', 'product without its row of stock');
SELECT tests.finds($$DELETE FROM retail.inventory_movements WHERE store_id = 'north'$$, 'the ledger does not have a sales line as it was sold');
SELECT tests.finds($$UPDATE retail.inventory_movements SET quantity = -5 WHERE store_id = 'north'$$, 'the ledger does not have a sales line as it was sold');
SELECT tests.finds($$UPDATE retail.sales_by_day SET tax = 9 WHERE store_id = 'north'$$, 'rollup differs from the sales lines');
SELECT tests.finds($$DELETE FROM retail.sales_by_day WHERE store_id = 'south'$$, 'rollup differs from the sales lines');
SELECT tests.finds($$UPDATE retail.sales_transactions SET subtotal = 41, total_amount = 44.20 WHERE store_id = 'north'$$, 'a receipt''s sums are not its lines''');
SELECT tests.finds($$UPDATE retail.sales_transaction_items SET unit_price = 21 WHERE store_id = 'north'$$, 'a line''s total is not price x quantity - discount');
SELECT tests.finds($$UPDATE retail.customers SET total_lifetime_value = 1 WHERE store_id = 'north'$$, 'a customer''s lifetime value is not the sum of the receipts');
SELECT tests.finds($$UPDATE retail.sales_transactions SET business_date = business_date + 1 WHERE store_id = 'north'$$,
                   'a receipt''s business date is not its time in the store''s time zone', true);
SELECT tests.finds($$UPDATE retail.sales_transaction_items SET business_date = business_date + 1 WHERE store_id = 'north'$$,
                   'a line''s business date is not its receipt''s', true);
SELECT tests.finds($$INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('east', 'East', 'EUR', 'Berlin')$$, 'a store''s time zone is unknown');
SELECT tests.finds($$DELETE FROM retail.sales_transaction_items WHERE store_id = 'north'$$, 'receipt without lines');
SELECT tests.finds($$DELETE FROM retail.sales_transactions WHERE store_id = 'north'$$, 'lines without their receipt');
SELECT tests.finds($$UPDATE retail.sales_transaction_items SET product_id = gen_random_uuid() WHERE store_id = 'north'$$, 'line of a product that is not there');
SELECT tests.finds($$DELETE FROM retail.customers WHERE store_id = 'north'$$, 'receipt of a customer that is not there');
SELECT tests.finds($$UPDATE retail.sales_transaction_items SET original_transaction_id = transaction_id, original_line = 9 WHERE store_id = 'north'$$,
                   'return of a line that its receipt does not have');
SELECT tests.finds($$INSERT INTO retail.sales_transactions SELECT gen_random_uuid(), store_id, NULL, NULL, transaction_date, business_date, 'sale', NULL, 0, 0, 0, 0, NULL, NULL, 'R1'
                       FROM retail.sales_transactions, generate_series(1, 2) WHERE store_id = 'north'$$, 'receipt number used twice');
SELECT tests.finds($$INSERT INTO retail.products (store_id, product_no, sku, product_name, price) VALUES ('north', 90, 'cha ir', 'Chair', 1)$$,
                   'SKUs that differ in case or blanks alone', true);
SELECT tests.finds($$UPDATE retail.products SET barcode = '4006381333931' WHERE store_id = 'north'$$, 'barcode of two products');
SELECT * FROM finish();
ROLLBACK;
