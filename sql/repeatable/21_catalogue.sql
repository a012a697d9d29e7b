-- What keeps the catalogue consistent: category numbers and visibility, product numbers, the stock
-- row of a new product, the catalogue's revision.
SET ROLE retail_owner;

-- Draws a free category_id. Definer: it has to see every store's categories to find a free one.
CREATE OR REPLACE FUNCTION retail_sec.number_category() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOOP
    NEW.category_id := 1 + floor(random() * 2147483646)::integer;
    EXIT WHEN NOT EXISTS (SELECT FROM retail.product_categories c WHERE c.category_id = NEW.category_id);
  END LOOP;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER a_number BEFORE INSERT ON retail.product_categories
  FOR EACH ROW WHEN (NEW.category_id IS NULL) EXECUTE FUNCTION retail_sec.number_category();

-- A foreign key would tell a writer whether another store has some category_id. These checks run with
-- the writer's own rights and answer a category it cannot see exactly as a missing one.
CREATE OR REPLACE FUNCTION retail_sec.check_product_category() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM retail.product_categories c
                  WHERE c.category_id = NEW.category_id AND (c.store_id IS NULL OR c.store_id = NEW.store_id)) THEN
    RAISE EXCEPTION 'category % does not exist', NEW.category_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION retail_sec.check_parent_category() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM retail.product_categories c
                  WHERE c.category_id = NEW.parent_category_id AND (c.store_id IS NULL OR c.store_id = NEW.store_id)) THEN
    RAISE EXCEPTION 'category % does not exist', NEW.parent_category_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER check_category BEFORE INSERT OR UPDATE OF category_id, store_id ON retail.products
  FOR EACH ROW WHEN (NEW.category_id IS NOT NULL) EXECUTE FUNCTION retail_sec.check_product_category();
CREATE OR REPLACE TRIGGER check_parent BEFORE INSERT OR UPDATE OF parent_category_id, store_id ON retail.product_categories
  FOR EACH ROW WHEN (NEW.parent_category_id IS NOT NULL) EXECUTE FUNCTION retail_sec.check_parent_category();

-- The next number within the store. The lock on the store's row makes two writers queue; a row of a
-- store that the login may not write stays without a number and is refused by its policy. Sorting is
-- off because statistics know nothing yet of what a load inserts: the index gives the order.
CREATE OR REPLACE FUNCTION retail_sec.number_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_sort = off AS $$
BEGIN
  IF NEW.store_id = retail.writable_store_id() OR pg_has_role(session_user, 'retail_owner', 'MEMBER') THEN
    PERFORM FROM retail.stores s WHERE s.store_id = NEW.store_id FOR NO KEY UPDATE;
    NEW.product_no := 1 + coalesce((SELECT p.product_no FROM retail.products p WHERE p.store_id = NEW.store_id
                                     ORDER BY p.product_no DESC LIMIT 1), 0);
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER a_number BEFORE INSERT ON retail.products
  FOR EACH ROW WHEN (NEW.product_no IS NULL) EXECUTE FUNCTION retail_sec.number_product();

CREATE OR REPLACE FUNCTION retail_sec.next_catalogue_revision(of_store text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO retail.catalogue_revisions AS r (store_id, revision) VALUES (of_store, 1)
  ON CONFLICT (store_id) DO UPDATE SET revision = r.revision + 1, changed_at = now();
  SELECT retail_sec.tell_listeners(ARRAY[of_store])
$$;

-- Every product has its row of counters from the start.
CREATE OR REPLACE FUNCTION retail_sec.products_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  INSERT INTO retail.inventory (store_id, product_id) SELECT n.store_id, n.product_id FROM new_rows n;
  FOR r IN SELECT DISTINCT store_id AS sid FROM new_rows ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION retail_sec.products_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT DISTINCT o.store_id AS sid FROM old_rows o JOIN new_rows n USING (store_id, product_id)
            WHERE (o.sku, o.product_name, o.product_description, o.category_id, o.brand, o.model, o.color, o.size, o.tags, o.is_active)
                  IS DISTINCT FROM
                  (n.sku, n.product_name, n.product_description, n.category_id, n.brand, n.model, n.color, n.size, n.tags, n.is_active)
            ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  PERFORM retail_sec.tell_listeners(ARRAY(SELECT DISTINCT n.store_id FROM new_rows n)); -- of a price, too
  RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION retail_sec.products_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT DISTINCT store_id AS sid FROM old_rows ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER catalogue_added AFTER INSERT ON retail.products
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_added();
CREATE OR REPLACE TRIGGER catalogue_changed AFTER UPDATE ON retail.products
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_changed();
CREATE OR REPLACE TRIGGER catalogue_removed AFTER DELETE ON retail.products
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_removed();
RESET ROLE;
