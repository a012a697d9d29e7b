-- Every policy of every tenant table, as every kind of login. The tables are read from the catalogue, so
-- that one to come is tested or fails: it needs policies, and rows of both stores in this file.
BEGIN;
\ir fixture.psql
SELECT no_plan();
INSERT INTO retail.promotions (store_id, sku, promotion_name, valid_from, valid_to, price)
SELECT s, 'CHAIR', s, '2025-01-01', '2025-01-31', 1 FROM unnest('{north,south}'::text[]) s;
INSERT INTO retail.embedding_models (store_id, model, dimensions, active) VALUES ('north', 'm', 1, true), ('south', 'm', 1, true);
INSERT INTO retail.term_vectors (store_id, model, lexeme, vector) VALUES ('north', 'm', 'chair', '[1]'), ('south', 'm', 'chair', '[1]');
INSERT INTO retail.product_embeddings (store_id, product_id, embedding_text, embedding, embedding_model)
SELECT store_id, product_id, sku, '[1]', 'm' FROM retail.products;

CREATE FUNCTION tests.tenant_tables() RETURNS TABLE (t regclass, readable boolean, writable boolean) LANGUAGE sql AS $$
  SELECT c.oid, has_any_column_privilege('mcp_user', c.oid, 'SELECT'), has_any_column_privilege('retail_writer', c.oid, 'INSERT, UPDATE')
    FROM pg_class c
   WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p')
     AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped)
$$;
-- What a tenant table lacks, but for the rows.
CREATE FUNCTION tests.gaps() RETURNS SETOF text LANGUAGE sql AS $$
  SELECT t || ' has not the policies of a tenant table'
    FROM tests.tenant_tables() x
   WHERE (SELECT array_agg(p.polname::text ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = x.t)
         IS DISTINCT FROM CASE WHEN x.readable AND x.writable THEN '{add,change,my_stores,one_store,owner}'::text[]
                               WHEN x.readable THEN '{my_stores,one_store,owner}'::text[] ELSE '{owner}'::text[] END
     AND (SELECT array_agg(p.polname::text ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = x.t)
         IS DISTINCT FROM '{add,change,my_stores,one_store,owner}'::text[]
  UNION ALL
  SELECT t || ' has no forced row-level security' FROM tests.tenant_tables() x JOIN pg_class c ON c.oid = x.t
   WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)
$$;
SELECT is_empty('SELECT * FROM tests.gaps()', 'every tenant table has its policies');
SAVEPOINT new_table;
CREATE TABLE retail.wishes (store_id text COLLATE "C" NOT NULL, wish text, PRIMARY KEY (store_id, wish));
GRANT SELECT (store_id, wish) ON retail.wishes TO mcp_user;
SELECT set_eq('SELECT * FROM tests.gaps()', '{retail.wishes has not the policies of a tenant table,retail.wishes has no forced row-level security}'::text[],
              'a new tenant table without policies is found');
CALL retail_sec.protect('retail.wishes');
SELECT is_empty('SELECT * FROM tests.gaps()', '... and protect() is what it needs');
ROLLBACK TO new_table;

-- An answer with the setting forged instead of asked for.
CREATE FUNCTION tests.forged(login name, store text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
  EXECUTE format('SET LOCAL retail.store = %L', store);
  BEGIN
    EXECUTE query INTO answer;
  EXCEPTION WHEN OTHERS THEN
    answer := 'ERROR ' || SQLSTATE;
  END;
  RESET SESSION AUTHORIZATION;
  RETURN coalesce(answer, '');
END
$$;
CREATE FUNCTION tests.rows_of(t regclass) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT count(*) FILTER (WHERE store_id = ''north''), count(*) FILTER (WHERE store_id = ''south''), count(*) FILTER (WHERE store_id NOT IN (''north'', ''south'')) FROM %s', t)
$$;
-- What is there, as a superuser sees it: "north,south".
CREATE FUNCTION tests.there(t regclass, stores text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE counts text;
BEGIN
  EXECUTE format('SELECT concat_ws('','', count(*) FILTER (WHERE store_id = ''north'' AND ''north'' = ANY ($1)), count(*) FILTER (WHERE store_id = ''south'' AND ''south'' = ANY ($1)), 0) FROM %s', t)
    INTO counts USING stores;
  RETURN counts;
END
$$;

-- reading
SELECT unalike(tests.there(t, '{north,south}'), '%0,0', 'this file holds rows of both stores in ' || t), unalike(tests.there(t, '{north,south}'), '0,%', '... really')
  FROM tests.tenant_tables() WHERE readable;
SELECT is(tests.answer('north_reader', 'north', tests.rows_of(t)), tests.there(t, '{north}'), 'a reader sees its store and nothing else of ' || t),
       is(tests.answer('north_writer', 'north', tests.rows_of(t)), tests.there(t, '{north}'), '... a writer, too'),
       is(tests.answer('south_reader', 'south', tests.rows_of(t)), tests.there(t, '{south}'), '... the other store''s reader, too'),
       is(tests.answer('both_writer', '*', tests.rows_of(t)), tests.there(t, '{north,south}'), '... a region''s login sees both'),
       is(tests.answer('both_writer', 'south', tests.rows_of(t)), tests.there(t, '{south}'), '... and one when it says so'),
       is(tests.answer('north_reader', 'south', tests.rows_of(t)), 'ERROR 42501', '... the other store is refused'),
       is(tests.answer('north_reader', NULL, tests.rows_of(t)), '0,0,0', '... no context, no rows'),
       is(tests.answer('both_writer', NULL, tests.rows_of(t)), '0,0,0', '... for a region either'),
       is(tests.answer('lapsed_reader', 'north', tests.rows_of(t)), 'ERROR 42501', '... an expired grant is refused'),
       is(tests.answer('stranger', NULL, tests.rows_of(t)), 'ERROR 42501', '... a login that is no principal is refused')
  FROM tests.tenant_tables() WHERE readable;
SELECT is(tests.forged(login, store, 'SELECT count(*) FROM ' || t), '0', login || ' forging ' || store || ' sees no row of ' || t)
  FROM tests.tenant_tables() x, (VALUES ('north_reader', 'south'), ('north_reader', '*'), ('lapsed_reader', 'north'), ('lapsed_reader', '*'),
                                        ('ungranted', 'north'), ('ungranted', '*'), ('north_reader', '')) AS f(login, store)
 WHERE x.readable AND t <> 'retail.product_categories'::regclass;
SELECT is(tests.forged(login, 'south', 'SELECT count(*) FROM retail.product_categories'), '0', login || ' forging a store sees no category')
  FROM unnest('{north_reader,lapsed_reader,ungranted}'::name[]) login;
SELECT is(tests.answer(login, 'north', 'SELECT count(*) FROM ' || t), 'ERROR 42501', t || ' is closed to ' || login)
  FROM tests.tenant_tables(), unnest('{north_reader,north_writer,both_writer}'::name[]) login WHERE NOT readable;
CREATE FUNCTION tests.as_owner(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  SET LOCAL ROLE retail_owner;
  EXECUTE query INTO answer;
  RESET ROLE;
  RETURN answer;
END
$$;
SELECT is(tests.as_owner('SELECT count(*) FROM ' || t), (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || t, false, true, '')))[1]::text, 'the owner sees every row of ' || t)
  FROM tests.tenant_tables();

-- writing: which rows an update that names none reaches, per column that a writer may change at all
CREATE FUNCTION tests.touched(login name, store text, t regclass, column_name name) RETURNS text LANGUAGE sql AS $$
  SELECT tests.answer(login, store, format('WITH w AS (UPDATE %s SET %I = %I RETURNING store_id) SELECT coalesce(string_agg(DISTINCT store_id, ''+'' ORDER BY store_id), ''none'') FROM w', t, column_name, column_name))
$$;
CREATE FUNCTION tests.changeable() RETURNS TABLE (t regclass, c name) LANGUAGE sql AS $$
  SELECT x.t, a.attname FROM tests.tenant_tables() x JOIN pg_attribute a ON a.attrelid = x.t AND a.attnum > 0
   WHERE has_column_privilege('retail_writer', x.t, a.attnum, 'UPDATE')
$$;
SELECT set_eq('SELECT DISTINCT t::text FROM tests.changeable()', '{retail.customers,retail.products,retail.promotions,retail.product_categories,retail.inventory}'::text[], 'tables that a writer may change');
SELECT is_empty('SELECT t, c FROM tests.changeable() WHERE c IN (''store_id'', ''product_id'', ''customer_id'', ''sku'')', 'no key is among the columns');
SELECT is(tests.touched('north_writer', 'north', t, c), 'north', 'a writer changes its store in ' || t || '.' || c),
       is(tests.touched('both_writer', 'south', t, c), CASE WHEN has_column_privilege('both_writer', t, c, 'SELECT') THEN 'south' ELSE 'ERROR 42501' END, '... a region''s writer the one store in context'),
       is(tests.touched('both_writer', '*', t, c), CASE WHEN has_column_privilege('both_writer', t, c, 'SELECT') THEN 'none' ELSE 'ERROR 42501' END, '... and none with all of them'),
       is(tests.touched('north_writer', NULL, t, c), 'none', '... no context, no change'),
       is(tests.touched('south_reader', 'south', t, c), CASE WHEN has_column_privilege('south_reader', t, c, 'SELECT') THEN 'none' ELSE 'ERROR 42501' END, '... a grant to read is none to write'),
       is(tests.touched('north_reader', 'north', t, c), 'ERROR 42501', '... a reader is refused')
  FROM tests.changeable();
SELECT is(tests.answer('north_writer', 'north', format('UPDATE %s SET store_id = ''south'' RETURNING 1', t)), 'ERROR 42501', 'no row of ' || t || ' moves to another store'),
       is(tests.answer('north_writer', 'north', format('DELETE FROM %s RETURNING 1', t)), 'ERROR 42501', '... nor is one deleted'),
       matches(tests.complaint('north_writer', 'north', format('TRUNCATE %s', t)), '^permission denied', '... nor all of them')
  FROM tests.tenant_tables();
SELECT matches(tests.answer(login, store, format('INSERT INTO %s (store_id) VALUES (''south'') RETURNING 1', t)), '^ERROR (42501|23502|23503|42P10)$', login || ' adds nothing to the other store''s ' || t)
  FROM tests.tenant_tables(), (VALUES ('north_writer', 'north'), ('both_writer', '*'), ('both_writer', 'north'), ('south_reader', 'south'), ('north_writer', NULL)) AS w(login, store)
 WHERE has_column_privilege('retail_writer', t, 'store_id', 'INSERT');
SELECT is(tests.answer('north_writer', 'north', format('INSERT INTO %s (store_id) VALUES (''north'') RETURNING 1', t)), 'ERROR 42501', 'nobody but the owner adds to ' || t)
  FROM tests.tenant_tables() WHERE NOT has_column_privilege('retail_writer', t, 'store_id', 'INSERT');

-- a grant that ends while it is used
UPDATE retail_sec.store_access SET valid_until = now() - interval '1 second' WHERE principal = 'north_writer';
SELECT is(tests.forged('north_writer', 'north', 'SELECT count(*) FROM ' || t), '0', 'a grant that expired shows nothing of ' || t) FROM tests.tenant_tables() WHERE readable;
SELECT is(tests.answer('north_writer', 'north', 'SELECT 1'), 'ERROR 42501', '... and gives no context');
SELECT * FROM finish();
ROLLBACK;
