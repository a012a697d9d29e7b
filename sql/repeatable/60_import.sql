-- What importing somebody's files needs: ids from references, moments of a store's clock, categories
-- by name or path. For administration only; no principal may execute any of it. The first three are not
-- STRICT, so that the planner takes them apart: calling them for each row of a file costs as much again.
SET ROLE retail_owner;

-- The id behind a reference of another system: the reference itself when it is a UUID, else always
-- the same UUID for the same store and reference, so that a file may come again.
CREATE OR REPLACE FUNCTION retail_sec.import_id(of_store text, ref text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(ref) = 36 AND ref ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN ref::uuid
              ELSE md5(of_store || E'\x1f' || ref)::uuid END
$$;

-- The reference to store beside that id: nothing when it is the id itself.
CREATE OR REPLACE FUNCTION retail_sec.import_ref(of_store text, ref text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN length(ref) = 36 AND ref ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NULL ELSE ref END
$$;

-- A converted moment: with a zone it is one; without, it is on the clock of the import's own zone if
-- one was said, else of `zone`.
CREATE OR REPLACE FUNCTION retail_sec.import_moment(moment text, zone text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN moment LIKE '%+__:__' OR moment LIKE '%-__:__' THEN moment::timestamptz
              ELSE moment::timestamp AT TIME ZONE coalesce(nullif(current_setting('retail.import_time_zone', true), ''), zone) END
$$;

-- The category of a name or a path ("Home > Lamps") that a store can see: its own before the
-- chain's, the top level before what lies deeper. NULL if there is none, or several alike, or no name.
CREATE OR REPLACE FUNCTION retail_sec.find_category(of_store text, name_or_path text) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  steps text[] := regexp_split_to_array(btrim(name_or_path), '\s*>\s*');
  found integer;
  alike integer;
BEGIN
  IF cardinality(steps) = 1 THEN
    SELECT max(c.category_id), count(*) INTO found, alike FROM (
      SELECT c.category_id, rank() OVER (ORDER BY c.store_id IS NULL, c.parent_category_id IS NOT NULL)
        FROM retail.product_categories c
       WHERE c.category_name = steps[1] AND (c.store_id IS NULL OR c.store_id = of_store)) c
     WHERE c.rank = 1;
    RETURN CASE WHEN alike = 1 THEN found END;
  END IF;
  FOR i IN 1 .. coalesce(cardinality(steps), 0) LOOP
    found := (SELECT c.category_id FROM retail.product_categories c
               WHERE c.category_name = steps[i] AND (c.store_id IS NULL OR c.store_id = of_store)
                 AND c.parent_category_id IS NOT DISTINCT FROM found
               ORDER BY c.store_id IS NULL LIMIT 1);
    EXIT WHEN found IS NULL;
  END LOOP;
  RETURN found;
END
$$;

-- The same, made for the store where it is missing.
CREATE OR REPLACE FUNCTION retail_sec.ensure_category(of_store text, name_or_path text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  steps text[] := regexp_split_to_array(btrim(name_or_path), '\s*>\s*');
  found integer := retail_sec.find_category(of_store, name_or_path);
  parent integer;
BEGIN
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  FOR i IN 1 .. cardinality(steps) LOOP
    parent := found;
    found := (SELECT c.category_id FROM retail.product_categories c
               WHERE c.category_name = steps[i] AND (c.store_id IS NULL OR c.store_id = of_store)
                 AND c.parent_category_id IS NOT DISTINCT FROM parent
               ORDER BY c.store_id IS NULL LIMIT 1);
    IF found IS NULL THEN
      INSERT INTO retail.product_categories (store_id, parent_category_id, category_name)
      VALUES (of_store, parent, steps[i]) RETURNING category_id INTO found;
    END IF;
  END LOOP;
  RETURN found;
END
$$;

-- What the idempotency keys of a document's line begin with; the length keeps "A/1" line 2 from
-- looking like "A" line 1.
CREATE OR REPLACE FUNCTION retail_sec.import_key(transaction_ref text, line_no integer) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'import/' || length(transaction_ref) || '/' || transaction_ref || '/' || line_no || '/'
$$;

-- A category's path, from the top level.
CREATE OR REPLACE FUNCTION retail_sec.category_path(of_category integer) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE up AS (
    SELECT c.category_name, c.parent_category_id, 1 AS depth FROM retail.product_categories c WHERE c.category_id = of_category
    UNION ALL
    SELECT c.category_name, c.parent_category_id, up.depth + 1 FROM up JOIN retail.product_categories c ON c.category_id = up.parent_category_id
  ) SELECT string_agg(up.category_name, ' > ' ORDER BY up.depth DESC) FROM up
$$;

---------------------------------------------------------------------------------------------------
-- Lines of a large file
---------------------------------------------------------------------------------------------------
-- PostgreSQL checks foreign keys row by row, which is a third of the time that a file of sales takes.
-- Where the administrator may, the import checks them at once instead, and its two inserts run without
-- the triggers that would do it again. What these triggers and the tables' own do is done here as well:
--
--   items -> sales_transactions   the documents were written by this transaction; nobody else sees them
--   items, movements -> products  locked FOR KEY SHARE, as the foreign key does, and counted
--   complete                      fills in what is missing; nothing is
--   post                          the ledger, the stock and the rollup, by the triggers' own functions
--   audit_insert                  nothing in a load, which is audited by file
--
-- With any other trigger or foreign key on the two tables nothing is left out, nor for an administrator
-- who must not set session_replication_role (who may is a superuser, or was granted it by one).

CREATE OR REPLACE FUNCTION retail_sec.checks_at_once() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT retail_sec.is_bulk('on') AND has_parameter_privilege('session_replication_role', 'SET')
     AND current_setting('session_replication_role') = 'origin'
     AND NOT EXISTS (
       SELECT FROM pg_trigger t LEFT JOIN pg_constraint c ON c.oid = t.tgconstraint
        WHERE t.tgrelid IN ('retail.sales_transaction_items'::regclass, 'retail.inventory_movements'::regclass)
          AND t.tgtype & 4 <> 0 -- INSERT
          AND CASE WHEN NOT t.tgisinternal THEN
                t.tgenabled <> 'O' OR (t.tgrelid::regclass::text, t.tgname) NOT IN (
                  ('retail.sales_transaction_items', 'complete'), ('retail.sales_transaction_items', 'post'),
                  ('retail.inventory_movements', 'complete'), ('retail.inventory_movements', 'post'),
                  ('retail.inventory_movements', 'audit_insert'))
              ELSE c.contype IS DISTINCT FROM 'f' OR (t.tgrelid::regclass::text, pg_get_constraintdef(c.oid)) NOT IN (
                  ('retail.sales_transaction_items',
                   'FOREIGN KEY (store_id, transaction_id) REFERENCES retail.sales_transactions(store_id, transaction_id) ON DELETE CASCADE'),
                  ('retail.sales_transaction_items',
                   'FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id)'),
                  ('retail.inventory_movements',
                   'FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id)')) END)
$$;

-- Checks what the lines refer to, and holds it.
CREATE OR REPLACE FUNCTION retail_sec.hold_references() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted bigint;
  held bigint;
BEGIN
  CREATE TEMP TABLE import_sold ON COMMIT DROP AS
  SELECT DISTINCT l.store_id, l.product_id FROM pg_temp.import_lines l WHERE NOT l.is_write_off;
  GET DIAGNOSTICS wanted = ROW_COUNT;
  PERFORM FROM pg_temp.import_sold s JOIN retail.products p ON p.store_id = s.store_id AND p.product_id = s.product_id
    ORDER BY p.store_id, p.product_id FOR KEY SHARE OF p;
  GET DIAGNOSTICS held = ROW_COUNT;
  IF held <> wanted THEN
    RAISE EXCEPTION 'products were removed during the import' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF (SELECT count(*) FILTER (WHERE t.xmin IS DISTINCT FROM pg_current_xact_id()::xid)
        FROM pg_temp.import_documents d
        LEFT JOIN retail.sales_transactions t ON t.store_id = d.store_id AND t.transaction_id = d.transaction_id
       WHERE d.is_new OR d.is_changed) > 0 THEN
    RAISE EXCEPTION 'a line''s document was not written by this import' USING ERRCODE = 'foreign_key_violation';
  END IF;
END
$$;

-- Posts the lines that were stored to the stock and the rollup, as the tables' own triggers do.
CREATE OR REPLACE FUNCTION retail_sec.post_import() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  PERFORM set_config('retail.posting_import', 'on', true); -- the ledger's guard lets counts be restated
  FOR r IN SELECT q.store_id AS sid, array_agg(q.product_id ORDER BY q.product_id) AS products,
                  array_agg(q.quantity ORDER BY q.product_id) AS quantities, min(e.earliest) AS earliest
             FROM (SELECT store_id, product_id, -sum(quantity) AS quantity FROM pg_temp.import_added GROUP BY store_id, product_id) q
             JOIN (SELECT store_id, min(sold_at) AS earliest FROM pg_temp.import_documents WHERE is_new OR is_changed
                    GROUP BY store_id) e USING (store_id)
            GROUP BY q.store_id ORDER BY q.store_id LOOP
    PERFORM retail_sec.add_to_stock(r.sid, r.products, r.quantities, r.earliest);
  END LOOP;
  PERFORM set_config('retail.posting_import', '', true);
  FOR r IN SELECT d.*, coalesce(k.receipts, 0) AS receipts
             FROM (SELECT store_id AS sid, business_date AS day,
                          coalesce(sum(gross_amount) FILTER (WHERE quantity > 0), 0) AS gross_sales,
                          coalesce(sum(gross_amount - net_amount) FILTER (WHERE quantity > 0), 0) AS discounts,
                          coalesce(-sum(net_amount) FILTER (WHERE quantity < 0), 0) AS returns,
                          sum(tax_amount) AS tax,
                          coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0) AS units_sold,
                          coalesce(-sum(quantity) FILTER (WHERE quantity < 0), 0) AS units_returned,
                          count(*) AS lines,
                          coalesce(sum(unit_cost * quantity), 0) AS cost_of_sales,
                          coalesce(sum(net_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS net_sales_with_cost
                     FROM pg_temp.import_added GROUP BY store_id, business_date) d
             LEFT JOIN (SELECT store_id AS sid, business_date AS day, count(*) AS receipts
                          FROM (SELECT DISTINCT store_id, business_date, transaction_id
                                  FROM pg_temp.import_added WHERE quantity > 0) receipt
                         GROUP BY store_id, business_date) k USING (sid, day)
            ORDER BY sid, day LOOP
    PERFORM retail_sec.add_to_day(ROW(r.sid, r.day, r.gross_sales, r.discounts, r.returns, r.tax, r.units_sold, r.units_returned,
                                      r.receipts, r.lines, r.cost_of_sales, r.net_sales_with_cost));
  END LOOP;
END
$$;
RESET ROLE;
