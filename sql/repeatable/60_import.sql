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
RESET ROLE;
