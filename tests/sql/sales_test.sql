-- Sales: plain inserts are completed, lines reach ledger and rollup, corrections keep all three equal.
BEGIN;
\ir fixture.psql
SELECT no_plan();

-- the rollup as it must be, from the lines alone
CREATE VIEW tests.day_from_lines AS
  SELECT store_id, business_date,
         sum(CASE WHEN quantity > 0 THEN gross_amount ELSE 0 END) AS gross_sales,
         sum(CASE WHEN quantity > 0 THEN gross_amount - net_amount ELSE 0 END) AS discounts,
         sum(CASE WHEN quantity < 0 THEN -net_amount ELSE 0 END) AS returns, sum(tax_amount) AS tax,
         sum(CASE WHEN quantity > 0 THEN quantity ELSE 0 END) AS units_sold,
         sum(CASE WHEN quantity < 0 THEN -quantity ELSE 0 END) AS units_returned,
         count(DISTINCT CASE WHEN quantity > 0 THEN transaction_id END) AS transactions, count(*) AS lines,
         sum(coalesce(unit_cost * quantity, 0)) AS cost_of_sales,
         sum(CASE WHEN unit_cost IS NOT NULL THEN net_amount ELSE 0 END) AS net_sales_with_cost
    FROM retail.sales_transaction_items GROUP BY store_id, business_date;
CREATE FUNCTION tests.consistent(description text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
  RETURN NEXT set_eq('SELECT * FROM retail.sales_by_day', 'SELECT * FROM tests.day_from_lines', description || ': the rollup is what the lines say');
  RETURN NEXT is_empty('SELECT i.product_id FROM retail.inventory i
     WHERE i.on_hand <> coalesce((SELECT sum(m.quantity) FROM retail.inventory_movements m WHERE (m.store_id, m.product_id) = (i.store_id, i.product_id)), 0)',
    description || ': on_hand is what the ledger says');
  RETURN NEXT is_empty('SELECT FROM (SELECT store_id, product_id, sum(quantity) q FROM retail.sales_transaction_items GROUP BY 1, 2) l
    FULL JOIN (SELECT store_id, product_id, sum(quantity) q FROM retail.inventory_movements WHERE transaction_id IS NOT NULL GROUP BY 1, 2) m USING (store_id, product_id)
    WHERE coalesce(l.q, 0) + coalesce(m.q, 0) <> 0', description || ': the ledger holds the lines');
  RETURN NEXT is_empty('SELECT FROM retail.customers c WHERE c.total_lifetime_value <>
    coalesce((SELECT sum(t.total_amount) FROM retail.sales_transactions t WHERE (t.store_id, t.customer_id) = (c.store_id, c.customer_id)), 0)',
    description || ': lifetime values are the receipts'' sums');
END
$$;
SELECT tests.consistent('after plain inserts');

SELECT results_eq($$SELECT line_no, business_date, gross_amount, net_amount, unit_cost FROM retail.sales_transaction_items WHERE store_id = 'north'$$,
                  $$VALUES (1, '2025-03-01'::date, 40.0000, 40.0000, 8.0000)$$, 'a line is completed: its number, its day (which began at four), amounts and cost');
SELECT results_eq($$SELECT business_date, gross_amount, net_amount FROM retail.sales_transaction_items WHERE store_id = 'south'$$,
                  $$VALUES ('2025-03-02'::date, 20.0000, 20.0000)$$, 'where prices include tax, gross and net do not');
SELECT results_eq($$SELECT kind, quantity, business_date, unit_cost FROM retail.inventory_movements WHERE store_id = 'north' AND transaction_id IS NOT NULL$$,
                  $$VALUES ('sale'::text COLLATE "C", -2.000, '2025-03-01'::date, 8.0000)$$, 'a sold line takes from stock');

-- a principal's own till: a discounted sale and a return on one receipt
SELECT is(tests.answer('south_writer', 'south', $$INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_type, transaction_date, subtotal, total_amount)
  VALUES ('00000000-0000-0000-0000-00000000d003', 'south', 'exchange', '2025-03-30 00:30+00', 0, 0) RETURNING business_date$$), '2025-03-30', 'a writer rings up on the day the clocks change');
SELECT is(tests.answer('south_writer', 'south', $$INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, discount_amount, total_price, tax_amount)
  VALUES ('south', '00000000-0000-0000-0000-00000000d003', '00000000-0000-0000-0000-0000000000b1', 2, 23.80, 11.90, 35.70, 5.70),
         ('south', '00000000-0000-0000-0000-00000000d003', '00000000-0000-0000-0000-0000000000b1', -1, 23.80, 0, -23.80, -3.80) RETURNING line_no, gross_amount, net_amount$$),
          '1,40.0000,30.0000;2,-20.0000,-20.0000', 'the discount is without tax, too; the return is negative');
SELECT results_eq($$SELECT gross_sales, discounts, returns, tax, units_sold, units_returned, transactions, cost_of_sales FROM retail.sales_by_day WHERE business_date = '2025-03-30'$$,
                  $$VALUES (40.0000, 10.0000, 20.0000, 1.9000, 2.000, 1.000, 1::bigint, 9.0000000)$$, 'the day says gross, discounts and returns apart');
SELECT tests.consistent('after a principal''s receipt');

-- a free item where prices include tax
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, discount_amount, total_price)
VALUES ('south', '00000000-0000-0000-0000-00000000d003', '00000000-0000-0000-0000-0000000000b1', 1, 23.80, 23.80, 0);
SELECT is((SELECT gross_amount FROM retail.sales_transaction_items WHERE line_no = 3), 20.0000, 'a free item''s gross amount comes from the usual rate');
SELECT tests.consistent('a later line of a receipt that counted already');

-- loaders supply everything; then nothing is made up
INSERT INTO retail.sales_transactions (transaction_id, store_id, customer_id, transaction_date, business_date, subtotal, total_amount)
SELECT ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 'north', CASE WHEN n % 3 = 0 THEN '00000000-0000-0000-0000-00000000c001'::uuid END,
       '2025-04-01 20:00Z'::timestamptz + (n % 40) * interval '1 day', '2025-04-01'::date + n % 40, 10, 10 FROM generate_series(1, 400) n;
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price, total_price, gross_amount, net_amount, tax_amount, unit_cost)
SELECT t.store_id, t.transaction_id, line, ('00000000-0000-0000-0000-0000000000a' || 1 + line % 2)::uuid, t.business_date, q, 10, 10 * q, 10 * q, 9 * q, q, CASE WHEN line = 1 THEN 4 END
  FROM retail.sales_transactions t, generate_series(1, 3) line, LATERAL (SELECT CASE WHEN line = 3 THEN -1 ELSE line END AS q) x
 WHERE t.transaction_id::text LIKE '00000000-0000-0000-0001-%';
SELECT is((SELECT count(*) FROM retail.sales_transaction_items WHERE unit_cost IS NULL), 800::bigint, 'an unknown cost stays unknown');
SELECT tests.consistent('after a load in one statement');
SELECT throws_ok($$INSERT INTO retail.sales_transactions (store_id, transaction_date, business_date, subtotal, total_amount) VALUES ('north', '2025-03-02 11:59Z', '2025-03-02', 1, 1)$$,
                 '23514', NULL, 'a wrong business date is refused');
SELECT throws_ok($$INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price, total_price, gross_amount, net_amount)
                   VALUES ('north', '00000000-0000-0000-0000-00000000d001', 9, '00000000-0000-0000-0000-0000000000a1', '2025-03-02', 1, 1, 1, 1, 1)$$,
                 '23514', NULL, '... on a line, too');

-- corrections
UPDATE retail.sales_transaction_items SET quantity = 5, total_price = 50, gross_amount = 50, net_amount = 45 WHERE transaction_id = '00000000-0000-0000-0001-000000000007' AND line_no = 2;
SELECT tests.consistent('after a corrected quantity');
UPDATE retail.sales_transaction_items SET product_id = '00000000-0000-0000-0000-0000000000a2' WHERE transaction_id::text LIKE '00000000-0000-0000-0001-00000000001%' AND line_no = 2;
SELECT tests.consistent('after a corrected product');
UPDATE retail.sales_transaction_items SET quantity = -quantity, gross_amount = -gross_amount, net_amount = -net_amount WHERE transaction_id = '00000000-0000-0000-0001-000000000008';
SELECT tests.consistent('after a sale turned into a return');
UPDATE retail.sales_transactions SET customer_id = NULL, total_amount = 12 WHERE transaction_id = '00000000-0000-0000-0001-000000000009';
SELECT tests.consistent('after a corrected receipt');
DELETE FROM retail.sales_transaction_items WHERE transaction_id = '00000000-0000-0000-0001-000000000006' AND line_no = 1;
SELECT tests.consistent('after a removed line');
DELETE FROM retail.sales_transactions WHERE transaction_id::text LIKE '00000000-0000-0000-0001-00000000002%';
SELECT tests.consistent('after removed receipts');
SELECT is((SELECT count(*)::integer FROM retail.inventory_movements WHERE reason = 'sales line removed' AND business_date < '2025-04-01'), 0, 'reversals are dated like what they reverse');
SELECT throws_ok($$UPDATE retail.sales_transactions SET transaction_date = transaction_date + interval '1 day' WHERE transaction_id = '00000000-0000-0000-0000-00000000d001'$$,
                 '23001', NULL, 'a recorded sale keeps its date');
SELECT throws_ok($$UPDATE retail.stores SET time_zone = 'UTC' WHERE store_id = 'north'$$, '55000', NULL, 'a store with recorded dates keeps its clock');
SELECT throws_ok($$INSERT INTO retail.stores (store_id, store_name, time_zone) VALUES ('x', 'X', 'Mars/Base')$$, '22023', NULL, 'a time zone must exist');

-- an import checks foreign keys at once, but only where it knows everything that a line sets off
CREATE FUNCTION tests.nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
SELECT ok(NOT retail_sec.checks_at_once(), 'outside of a load, lines are checked row by row');
SET LOCAL retail.bulk_load = 'on';
SELECT ok(retail_sec.checks_at_once(), 'in a load they are checked at once');
SET LOCAL ROLE retail_owner;
SELECT ok(NOT retail_sec.checks_at_once(), '... by who may set session_replication_role');
RESET ROLE;
SAVEPOINT known;
CREATE TRIGGER another AFTER INSERT ON retail.sales_transaction_items FOR EACH ROW EXECUTE FUNCTION tests.nothing();
SELECT ok(NOT retail_sec.checks_at_once(), '... not with a further trigger on the lines');
ROLLBACK TO known;
CREATE TRIGGER another BEFORE INSERT OR UPDATE ON retail.inventory_movements FOR EACH ROW EXECUTE FUNCTION tests.nothing();
SELECT ok(NOT retail_sec.checks_at_once(), '... nor on the ledger');
ROLLBACK TO known;
ALTER TABLE retail.inventory_movements ADD FOREIGN KEY (store_id) REFERENCES retail.stores;
SELECT ok(NOT retail_sec.checks_at_once(), '... nor with a further foreign key');
ROLLBACK TO known;
ALTER TABLE retail.inventory_movements DISABLE TRIGGER post;
SELECT ok(NOT retail_sec.checks_at_once(), '... nor with a trigger turned off');
ROLLBACK TO known;
SELECT throws_ok('UPDATE retail.inventory_movements SET quantity = 1', '23001', NULL, 'the ledger is append-only in a load, too');
SET LOCAL retail.bulk_load = '';
SELECT * FROM finish();
ROLLBACK;
