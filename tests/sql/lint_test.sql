-- The isolation lint finds nothing in the schema as it is, and finds each kind of mistake.
BEGIN;
\ir fixture.psql
SELECT no_plan();
\set lint `cat ../../sql/queries/lint_isolation.sql`
CREATE FUNCTION tests.lint() RETURNS TABLE (finding text, mend text) LANGUAGE sql AS :'lint';
SELECT is_empty('SELECT finding FROM tests.lint()', 'the schema has no isolation defect');

CREATE FUNCTION tests.finds(mistake text, kind text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
  BEGIN
    EXECUTE mistake;
    SELECT count(*) INTO found FROM tests.lint() WHERE finding LIKE kind || '%';
    RAISE EXCEPTION 'take it back' USING ERRCODE = 'UX000';
  EXCEPTION WHEN SQLSTATE 'UX000' THEN
    RETURN cmp_ok(found, '>=', 1::bigint, 'finds a ' || kind);
  END;
END
$$;
SELECT tests.finds('CREATE TABLE retail.wishes (store_id text COLLATE "C" NOT NULL, wish text, PRIMARY KEY (store_id, wish))', 'table without forced row-level security: retail.wishes');
SELECT tests.finds('CREATE TABLE retail.wishes (wish text PRIMARY KEY)', 'table without store_id');
SELECT tests.finds('ALTER TABLE retail.products NO FORCE ROW LEVEL SECURITY', 'table without forced row-level security');
SELECT tests.finds('DROP POLICY my_stores ON retail.products', 'readable table without a read policy for retail_region');
SELECT tests.finds('CREATE POLICY open ON retail.products FOR SELECT TO retail_store USING (true)', 'policy that lets through more than the context');
SELECT tests.finds('ALTER POLICY one_store ON retail.products USING (store_id = (SELECT retail.current_store_id()) OR price > 5)', 'policy that lets through more than the context');
SELECT tests.finds('ALTER POLICY change ON retail.products WITH CHECK (store_id = (SELECT retail.writable_store_id()) OR true)', 'policy that lets through more than the context');
SELECT tests.finds('GRANT DELETE ON retail.products TO retail_writer', 'DELETE granted on a whole table');
SELECT tests.finds('ALTER TABLE retail.customers DISABLE TRIGGER audit_update', 'trigger that is turned off: audit_update on retail.customers');
SELECT tests.finds('DROP TRIGGER append_only ON retail.audit_log', 'changes that are not audited: retail.audit_log');
SELECT tests.finds('CREATE POLICY open ON retail.products FOR SELECT USING (store_id = (SELECT retail.current_store_id()))', 'policy for everybody');
SELECT tests.finds('CREATE POLICY half ON retail.products TO retail_writer USING (store_id = (SELECT retail.writable_store_id()))', 'policy without WITH CHECK');
SELECT tests.finds('GRANT SELECT ON retail.products TO mcp_user', 'SELECT granted on a whole table');
SELECT tests.finds('GRANT SELECT (first_name) ON retail.customers TO mcp_user', 'personal data readable by every principal: retail.customers.first_name');
SELECT tests.finds('CREATE VIEW retail.all_products AS SELECT * FROM retail.products', 'view without security_invoker');
SELECT tests.finds('CREATE MATERIALIZED VIEW retail.cached AS SELECT * FROM retail.products; GRANT SELECT ON retail.cached TO mcp_user', 'materialized view');
SELECT tests.finds('CREATE FUNCTION retail.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS ''SELECT 1''', 'function with its owner''s rights');
SELECT tests.finds('CREATE FUNCTION retail.f() RETURNS int LANGUAGE sql AS ''SELECT 1''', 'function that everybody may call');
SELECT tests.finds('CREATE UNIQUE INDEX ON retail.customers (customer_id)', 'unique key that does not begin with store_id');
SELECT tests.finds('ALTER TABLE retail.customers ADD product uuid; CREATE UNIQUE INDEX u ON retail.products (product_id); ALTER TABLE retail.customers ADD FOREIGN KEY (product) REFERENCES retail.products (product_id)', 'foreign key between tenant tables');
SELECT tests.finds('CREATE INDEX ON retail.products (store_id, price)', 'index on a type');
SELECT tests.finds('CREATE TABLE retail.wishes (store_id text)', 'store_id that may be NULL');
SELECT tests.finds('CREATE TABLE retail.wishes (store_id text)', 'store_id that is not text COLLATE');
SELECT tests.finds('CREATE TABLE retail.wishes (store_id text)', 'table without a primary key');
SELECT tests.finds('CREATE TABLE retail.wishes (store_id text)', 'object that the owner role does not own');
SELECT tests.finds('GRANT USAGE ON SCHEMA retail_sec TO mcp_user', 'private schema open');
SELECT tests.finds('GRANT retail_owner TO north_reader', 'principal that is a member of retail_owner');
SELECT tests.finds('ALTER ROLE north_reader BYPASSRLS', 'principal that passes row-level security');
SELECT tests.finds('GRANT retail_region TO north_reader', 'principal in both');
SELECT tests.finds('INSERT INTO retail_sec.store_access (principal, store_id) VALUES (''gone'', ''north'')', 'grants without a login');
SELECT is((SELECT string_agg(c.relname, ' ') FROM pg_class c WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p')
             AND position(quote_literal(c.relname) IN :'lint') = 0), NULL, 'every table of the schema is mended from its own definition');
SELECT * FROM finish();
ROLLBACK;
