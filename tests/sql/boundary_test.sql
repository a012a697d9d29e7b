-- Who sees what: every tenant table, by login and context.
BEGIN;
\ir fixture.psql
SELECT no_plan();

-- every tenant table that principals may read at all
SELECT is(tests.answer('north_reader', 'north', format('SELECT count(*) FILTER (WHERE store_id = ''north'') > 0, count(*) FILTER (WHERE store_id = ''south'') FROM retail.%I', t)),
          'true,0', 'one store''s login sees only that store in ' || t)
  FROM unnest('{stores,customers,products,inventory,inventory_movements,sales_transactions,sales_transaction_items,sales_by_day,catalogue_revisions}'::text[]) t;
SELECT is(tests.answer('north_reader', NULL, format('SELECT count(*) FROM retail.%I', t)), '0', 'no context, no rows in ' || t)
  FROM unnest('{stores,customers,product_categories,products,inventory,inventory_movements,sales_transactions,sales_transaction_items,sales_by_day,promotions,catalogue_revisions,embedding_models,product_embeddings,term_vectors}'::text[]) t;
SELECT is(tests.answer('both_writer', '*', format('SELECT count(DISTINCT store_id) FROM retail.%I', t)), '2', 'a region''s login sees all of its stores in ' || t)
  FROM unnest('{stores,customers,products,inventory,inventory_movements,sales_transactions,sales_transaction_items,sales_by_day}'::text[]) t;
SELECT is(tests.answer('both_writer', 'south', 'SELECT DISTINCT store_id FROM retail.products'), 'south', 'a region''s login can narrow itself to one store');

-- set_store_context
SELECT is(tests.answer('north_reader', 'south', 'SELECT 1'), 'ERROR 42501', 'an unauthorised store is refused');
SELECT is(tests.complaint('north_reader', 'south', 'SELECT 1'), tests.complaint('north_reader', 'nowhere', 'SELECT 1'),
          'an unknown store is refused in the same words');
SELECT is(tests.answer('lapsed_reader', 'north', 'SELECT 1'), 'ERROR 42501', 'an expired grant is none');
SELECT is(tests.answer('lapsed_reader', '*', 'SELECT 1'), 'ERROR 42501', 'an expired grant is none for all stores either');
SELECT is(tests.answer('ungranted', '*', 'SELECT 1'), 'ERROR 42501', 'a login without grants has no context');
SELECT is(tests.answer('stranger', 'north', 'SELECT 1'), 'ERROR 42501', 'a login outside mcp_user cannot call it');
SELECT is(tests.answer('north_reader', '*', 'SELECT retail.current_store_id()'), 'north', 'all stores of a login that has one are that one');
SELECT is(tests.answer('both_writer', '*', 'SELECT retail.current_store_id(), retail.allowed_store_ids()'), '-,["north","south"]', 'all stores of several are a list');
SELECT is(tests.answer('north_reader', 'north', 'SELECT retail.set_store_context(''north'', ''trace-1''), current_setting(''retail.trace'')'),
          ',trace-1', 'the trace is kept for the transaction');

-- forged settings only narrow
CREATE FUNCTION tests.forged(login name, store text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
  EXECUTE format('SET LOCAL retail.store = %L', store);
  EXECUTE query INTO answer;
  RESET SESSION AUTHORIZATION;
  RETURN answer;
END
$$;
SELECT is(tests.forged('north_reader', 'south', 'SELECT count(*) FROM retail.' || t), '0', 'a forged setting shows no row of ' || t)
  FROM unnest('{stores,customers,product_categories,products,inventory,inventory_movements,sales_transactions,sales_transaction_items,sales_by_day}'::text[]) t;
SELECT is(tests.forged('north_reader', '*', 'SELECT count(DISTINCT store_id) FROM retail.products'), '0', 'nor does one that says all stores');
SELECT is(tests.forged('both_writer', '*', 'SELECT count(DISTINCT store_id) FROM retail.products'), '2', 'it is the grants that decide');
SELECT is(tests.forged('lapsed_reader', 'north', 'SELECT count(*) FROM retail.products'), '0', 'an expired grant shows no row');
SELECT is(tests.forged('ungranted', 'north', 'SELECT count(*) FROM retail.products'), '0', 'no grant shows no row');
-- the hits of a search are found with the owner's rights: the stores hit for a word of each store
CREATE FUNCTION tests.hits(stores text) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT format(''%%s %%s terms'', h.stores, (SELECT coalesce(sum(jsonb_array_length(a -> ''terms'')), 0) FROM jsonb_array_elements(h.asked) a)) '
                'FROM retail.search_hits(%L, ''garden gartenstuhl'', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 10, true) h', stores)
$$;
SELECT is(tests.forged('both_writer', '*', tests.hits('{north,south}')), '{north,north,south} 4 terms', 'a search finds in the stores that were granted');
SELECT is(tests.forged('south_reader', 'south', tests.hits('{north,south}')), '{south} 2 terms', '... and of those asked for in no other');
SELECT is(tests.forged('north_reader', s, tests.hits('{south}')), ' 0 terms', 'a forged setting opens no store to it: ' || s) FROM unnest('{south,*,north}'::text[]) s;
SELECT is(tests.forged('lapsed_reader', 'north', tests.hits('{north}')), ' 0 terms', 'nor does an expired grant');
SELECT is(tests.forged('ungranted', '*', tests.hits('{north,south}')), ' 0 terms', 'nor none');
-- ... and so are the paths of categories
SELECT is(tests.forged('north_reader', 'north', 'SELECT retail.search_category_paths(''{1,2,3}'') ? ' || quote_literal(k)), is_seen, 'a path tells of the chain''s categories and one''s own: ' || k)
  FROM (VALUES ('1', 'true'), ('2', 'true'), ('3', 'false')) v(k, is_seen);
SELECT is(tests.forged('south_reader', 'north', 'SELECT retail.search_category_paths(''{1,2,3}'')'), '{}', '... of none under a forged setting');
SELECT is(tests.answer('north_reader', NULL, 'SELECT retail.current_store_id() IS NULL'), 'true', 'nothing is in context by default');

-- a grant ends within the transaction
DELETE FROM retail_sec.store_access WHERE principal = 'north_reader';
SELECT is(tests.answer('north_reader', 'north', 'SELECT 1'), 'ERROR 42501', 'a revoked grant is gone at once');
INSERT INTO retail_sec.store_access (principal, store_id) VALUES ('north_reader', 'north');

-- categories: the chain's and one's own
SELECT is(tests.answer('north_reader', 'north', 'SELECT category_id FROM retail.product_categories ORDER BY 1'), '1;2', 'a store sees the chain''s categories and its own');
SELECT is(tests.answer('both_writer', '*', 'SELECT category_id FROM retail.product_categories ORDER BY 1'), '1;2;3', 'a region sees those of its stores');

-- what is not theirs at all
SELECT is(tests.answer('north_writer', 'north', 'SELECT * FROM ' || t), 'ERROR 42501', t || ' is closed to principals')
  FROM unnest('{retail.audit_log,retail_sec.store_access,retail_sec.audit_seals,retail_sec.used_request_states,retail.table_stats,retail.index_usage}'::text[]) t;
SELECT is(tests.answer('north_reader', 'north', 'SELECT ' || c || ' FROM retail.products'), 'ERROR 42501', 'system column ' || c || ' is closed')
  FROM unnest('{ctid,xmin,xmax,tableoid}'::text[]) c;
SELECT is(tests.answer('north_reader', 'north', 'SELECT count(*) FROM (SELECT p FROM retail.products p) x'), '2', 'whole rows can be read');
SELECT is(tests.answer('north_reader', 'north', 'SELECT sku, current_stock, category_name FROM retail.products_with_stock ORDER BY sku'), 'CHAIR,-2.000,Garden;TABLE,0.000,North only',
          'the view shows what the reader may see');
SELECT is(tests.answer('north_reader', NULL, 'SELECT count(*) FROM retail.products_with_stock'), '0', 'the view shows nothing without context');

-- the owner reads all: definer functions rely on it
SET LOCAL ROLE retail_owner;
SELECT is((SELECT count(*) FROM retail.products), 3::bigint, 'the owner''s functions see every store');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
