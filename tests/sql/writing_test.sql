-- Who may write what, and what a refused write gives away.
BEGIN;
\ir fixture.psql
SELECT no_plan();

CREATE FUNCTION tests.new_product(store text, category text DEFAULT 'NULL') RETURNS text LANGUAGE sql AS $$
  SELECT format('INSERT INTO retail.products (store_id, sku, product_name, price, category_id) VALUES (%L, ''NEW'', ''New'', 1, %s) RETURNING sku', store, category)
$$;
SELECT is(tests.answer('north_writer', 'north', tests.new_product('north', '1')), 'NEW', 'a writer adds to its store');
SELECT is((SELECT product_no FROM retail.products WHERE store_id = 'north' AND sku = 'NEW'), 3, 'products are numbered within their store');
SELECT is((SELECT on_hand FROM retail.inventory i JOIN retail.products p USING (store_id, product_id) WHERE p.sku = 'NEW' AND p.store_id = 'north'), 0.000, 'a new product has its stock row');
SELECT is(tests.answer('north_writer', 'north', tests.new_product('south')), 'ERROR 42501', 'a writer cannot add to another store');
SELECT is(tests.answer('north_reader', 'north', tests.new_product('north')), 'ERROR 42501', 'a reader cannot add');
SELECT is(tests.answer('south_reader', 'south', tests.new_product('south')), 'ERROR 42501', 'a grant that is read-only binds a member of the writers, too');
SELECT is(tests.answer('north_writer', NULL, tests.new_product('north')), 'ERROR 42501', 'no context, no writing');
SELECT is(tests.answer('both_writer', 'south', tests.new_product('south')), 'NEW', 'a region''s writer writes the one store in context');
SELECT is(tests.answer('both_writer', '*', tests.new_product('north')), 'ERROR 42501', 'a region''s writer writes nothing while all stores are in context');
SELECT is(tests.answer('both_writer', 'south', tests.new_product('north')), 'ERROR 42501', 'a region''s writer cannot write beside its context');

SELECT is(tests.answer('north_writer', 'north', 'UPDATE retail.products SET price = 21 WHERE sku = ''CHAIR'' RETURNING store_id, price'), 'north,21.0000', 'an update reaches only the own store');
SELECT is((SELECT price FROM retail.products WHERE store_id = 'south' AND sku = 'CHAIR'), 23.8000, 'the other store''s row is as it was');
SELECT is(tests.answer('both_writer', 'north', 'UPDATE retail.products SET price = 22 WHERE sku = ''CHAIR'' RETURNING store_id'), 'north', 'a region''s update stays in its context');
SELECT is(tests.answer('north_writer', 'north', 'UPDATE retail.products SET store_id = ''south'' RETURNING sku'), 'ERROR 42501', 'a row cannot be moved to another store');
SELECT is(tests.answer('north_writer', 'north', 'DELETE FROM retail.' || t || ' RETURNING 1'), 'ERROR 42501', 'principals delete nothing from ' || t)
  FROM unnest('{stores,customers,products,product_categories,inventory,inventory_movements,sales_transactions,sales_transaction_items,sales_by_day}'::text[]) t;
SELECT is(tests.answer('north_writer', 'north', q), 'ERROR 42501', 'closed to writers: ' || q)
  FROM unnest(ARRAY['UPDATE retail.stores SET shares_availability = true RETURNING 1',
                    'UPDATE retail.inventory SET on_hand = 5 RETURNING 1',
                    'UPDATE retail.inventory_movements SET quantity = 5 RETURNING 1',
                    'UPDATE retail.sales_transaction_items SET quantity = 5 RETURNING 1',
                    'UPDATE retail.sales_by_day SET gross_sales = 5 RETURNING 1',
                    'INSERT INTO retail.audit_log (table_name, action, store_id) VALUES (''x'', ''x'', ''north'') RETURNING 1',
                    'INSERT INTO retail_sec.store_access VALUES (''north_writer'', ''south'') RETURNING 1',
                    'INSERT INTO retail.product_categories (category_id, category_name) VALUES (99, ''x'') RETURNING 1',
                    'INSERT INTO retail.product_categories (category_name) VALUES (''chain''''s'') RETURNING 1']) q;

-- a category one cannot see is answered as one that does not exist
SELECT is(tests.answer('north_writer', 'north', tests.new_product('north', '3')), 'ERROR 23503', 'another store''s category is refused');
SELECT is(replace(tests.complaint('north_writer', 'north', tests.new_product('north', '3')), '3', 'N'),
          replace(tests.complaint('north_writer', 'north', tests.new_product('north', '4')), '4', 'N'), '... in the words for a missing one');
SELECT is(tests.answer('north_writer', 'north', tests.new_product('south', '3')), 'ERROR 23503', '... nor does naming its store tell more');
SELECT is(tests.answer('north_writer', 'north', 'INSERT INTO retail.product_categories (store_id, category_name, parent_category_id) VALUES (''north'', ''Sub'', 3) RETURNING 1'),
          'ERROR 23503', 'another store''s category is no parent');
SELECT is(tests.answer('north_writer', 'north', 'INSERT INTO retail.product_categories (store_id, category_name, parent_category_id) VALUES (''north'', ''Sub'', 1) RETURNING category_id > 0'),
          'true', 'a store adds categories of its own below the chain''s');

-- keys and foreign keys tell nothing about other stores
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.customers (store_id, email) VALUES (''south'', ''ANN@example.com'') RETURNING store_id'),
          'south', 'another store''s e-mail address is free here');
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.customers (store_id, email) VALUES (''south'', ''SID@example.com'') RETURNING store_id'),
          'ERROR 23505', 'the own store''s is taken, whatever its case');
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.sales_transactions (store_id, customer_id, subtotal, total_amount) VALUES (''south'', ''00000000-0000-0000-0000-00000000c001'', 1, 1) RETURNING 1'),
          'ERROR 23503', 'another store''s customer cannot be referred to');
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity) VALUES (''south'', ''00000000-0000-0000-0000-0000000000a1'', ''receipt'', 1) RETURNING 1'),
          'ERROR 23503', 'another store''s product cannot be moved');
SELECT is(tests.answer('south_writer', 'south', 'INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, total_price) VALUES (''south'', ''00000000-0000-0000-0000-00000000d001'', ''00000000-0000-0000-0000-0000000000b1'', 1, 1, 1) RETURNING 1'),
          'ERROR 23502', 'a line of another store''s receipt finds no receipt');
SELECT is(tests.complaint('south_writer', 'south', 'INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, total_price) VALUES (''south'', ''00000000-0000-0000-0000-00000000d001'', ''00000000-0000-0000-0000-0000000000b1'', 1, 1, 1)'),
          tests.complaint('south_writer', 'south', 'INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, total_price) VALUES (''south'', ''00000000-0000-0000-0000-00000000d999'', ''00000000-0000-0000-0000-0000000000b1'', 1, 1, 1)'),
          '... in the words for a missing one');

-- settings that a principal might try
SELECT matches(tests.complaint('north_writer', 'north', 'SET session_replication_role = replica'), 'permission denied', 'triggers cannot be turned off');
SET LOCAL row_security = off;
SELECT is(tests.answer('north_writer', 'north', 'SELECT count(*) FROM retail.products'), 'ERROR 42501', 'row_security = off makes reading fail instead of showing more');
SET LOCAL row_security = on;
SET LOCAL retail.bulk_load = 'on';
SELECT is(tests.answer('north_writer', 'north', 'UPDATE retail.products SET price = 23 WHERE sku = ''CHAIR'' RETURNING 1'), '1', 'a principal that sets bulk_load');
SET LOCAL retail.bulk_load = '';
SELECT is((SELECT count(*)::integer FROM retail.audit_log WHERE user_name = 'north_writer' AND table_name = 'products' AND new_values ->> 'price' = '23.0000'), 1, '... is audited all the same');

SELECT * FROM finish();
ROLLBACK;
