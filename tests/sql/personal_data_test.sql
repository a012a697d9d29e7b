-- Personal data: column privileges and the masked form.
BEGIN;
\ir fixture.psql
SELECT no_plan();
SELECT is(tests.answer('north_reader', 'north', 'SELECT ' || c || ' FROM retail.customers'), 'ERROR 42501', c || ' is closed without the privilege')
  FROM unnest('{first_name,last_name,email,phone,date_of_birth,email_key,*}'::text[]) c;
SELECT is(tests.answer('north_reader', 'north', 'SELECT ' || c || ' FROM retail.sales_transactions'), 'ERROR 42501', c || ' of receipts is closed without the privilege')
  FROM unnest('{notes,metadata,*}'::text[]) c;
SELECT is(tests.answer('north_reader', 'north', 'SELECT count(*) FROM (SELECT c FROM retail.customers c) x'), 'ERROR 42501', 'nor in whole rows');
SELECT is(tests.answer('north_reader', 'north', 'SELECT 1 FROM retail.customers WHERE email LIKE ''a%'''), 'ERROR 42501', 'nor in conditions');
SELECT is(tests.answer('north_reader', 'north', 'SELECT 1 FROM retail.customers ORDER BY last_name'), 'ERROR 42501', 'nor in an order');
SELECT is(tests.answer('north_reader', 'north', 'SELECT loyalty_tier, total_lifetime_value FROM retail.customers'), 'gold,43.2000', 'the rest is open');
SELECT is(tests.answer('north_writer', 'north', 'SELECT first_name, email FROM retail.customers'), 'Ann,Ann@example.com', 'the privilege opens it');
SELECT is(tests.answer('north_writer', 'north', 'SELECT notes FROM retail.sales_transactions'), 'gift', '... and the receipts'' notes');
SELECT is(tests.answer('north_reader', 'north', 'SELECT masked_name, masked_email, masked_phone FROM retail.masked_customers(ARRAY[''00000000-0000-0000-0000-00000000c001'', ''00000000-0000-0000-0000-00000000c002'']::uuid[])'),
          'A. N.,A***@***.com,***01', 'the masked form shows the own store''s customers in outline');
SELECT is(tests.answer('north_reader', NULL, 'SELECT count(*) FROM retail.masked_customers(ARRAY[''00000000-0000-0000-0000-00000000c001'']::uuid[])'), '0', '... and none without context');
SELECT * FROM finish();
ROLLBACK;
