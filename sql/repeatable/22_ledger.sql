-- The stock ledger: completes new movements, keeps on_hand the sum of the ledger, restates counts.
SET ROLE retail_owner;

-- Runs with the writer's own rights, so that it can tell nothing about another store.
CREATE OR REPLACE FUNCTION retail_sec.complete_movement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.business_date IS NULL THEN
    NEW.business_date := (SELECT retail.business_date(NEW.moved_at, s.time_zone, s.business_day_start)
                            FROM retail.stores s WHERE s.store_id = NEW.store_id);
  END IF;
  IF NEW.kind = 'count' THEN
    NEW.quantity := 0; -- computed from the ledger once the row is in it
  ELSIF NEW.kind = 'undo' THEN
    SELECT -m.quantity, m.product_id INTO NEW.quantity, NEW.product_id FROM retail.inventory_movements m
     WHERE m.store_id = NEW.store_id AND m.movement_id = NEW.undone_movement_id AND m.kind NOT IN ('sale', 'return', 'undo');
    IF NOT FOUND THEN
      RAISE EXCEPTION 'movement % does not exist or cannot be undone', NEW.undone_movement_id
        USING ERRCODE = 'foreign_key_violation';
    END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER complete BEFORE INSERT ON retail.inventory_movements
  FOR EACH ROW WHEN (NEW.business_date IS NULL OR NEW.kind IN ('count', 'undo'))
  EXECUTE FUNCTION retail_sec.complete_movement();

-- Restates the counts of some products and answers by how much each product's ledger changed.
--
-- A count says what was on the shelf at its time, whatever the book said. So its difference is what
-- it found, less what the count before it found, less what moved in between. Movements that arrive
-- late are thereby absorbed by the first count after them, and stock imported before or after sales
-- comes to the same. At equal times a count comes last. A count that was undone is an ordinary
-- movement: it keeps the difference that its undo took back.
CREATE OR REPLACE FUNCTION retail_sec.restate_counts(of_store text, products uuid[])
RETURNS TABLE (product_id uuid, change numeric)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  WITH ledger AS (
    SELECT m.movement_id, m.product_id, m.moved_at, m.created_at, m.quantity, m.counted_quantity,
           m.kind = 'count' AND NOT EXISTS (
             SELECT FROM retail.inventory_movements u
              WHERE u.store_id = of_store AND u.undone_movement_id = m.movement_id) AS is_count
      FROM retail.inventory_movements m
     WHERE m.store_id = of_store AND m.product_id = ANY (products)
  ), numbered AS (
    SELECT l.*, count(*) FILTER (WHERE l.is_count) OVER (
             PARTITION BY l.product_id ORDER BY l.moved_at, l.is_count, l.created_at, l.movement_id
             ROWS UNBOUNDED PRECEDING) - l.is_count::integer AS counts_before
      FROM ledger l
  ), stretch AS ( -- a count with the movements since the count before it
    SELECT n.product_id, n.counts_before, max(n.movement_id::text) FILTER (WHERE n.is_count)::uuid AS movement_id,
           max(n.counted_quantity) FILTER (WHERE n.is_count) AS counted,
           coalesce(sum(n.quantity) FILTER (WHERE NOT n.is_count), 0) AS moved
      FROM numbered n GROUP BY n.product_id, n.counts_before
  ), expected AS (
    SELECT s.movement_id, s.counted - s.moved
           - coalesce(lag(s.counted) OVER (PARTITION BY s.product_id ORDER BY s.counts_before), 0) AS quantity
      FROM stretch s
  ), restated AS (
    UPDATE retail.inventory_movements m SET quantity = e.quantity
      FROM ledger l JOIN expected e USING (movement_id)
     WHERE m.store_id = of_store AND m.movement_id = l.movement_id AND l.quantity <> e.quantity
    RETURNING m.product_id, e.quantity - l.quantity AS change
  )
  SELECT r.product_id, sum(r.change) FROM restated r GROUP BY r.product_id
$$;

-- Brings on_hand up to date with quantities that were added to the ledger of some products; none of
-- them moved before `earliest`.
CREATE OR REPLACE FUNCTION retail_sec.add_to_stock(of_store text, products uuid[], quantities numeric[], earliest timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  counted uuid[];
BEGIN
  -- One order for all writers, so that they queue instead of deadlocking.
  PERFORM FROM retail.inventory i JOIN unnest(products) AS d(product_id) USING (product_id) WHERE i.store_id = of_store
    ORDER BY product_id FOR NO KEY UPDATE OF i;
  UPDATE retail.inventory i SET on_hand = i.on_hand + d.quantity, version = i.version + 1
    FROM unnest(products, quantities) AS d(product_id, quantity)
   WHERE i.store_id = of_store AND i.product_id = d.product_id;
  counted := ARRAY(SELECT DISTINCT c.product_id FROM retail.inventory_movements c
                    WHERE c.store_id = of_store AND c.product_id = ANY (products)
                      AND c.kind = 'count' AND c.moved_at >= earliest);
  IF cardinality(counted) > 0 THEN
    UPDATE retail.inventory i SET on_hand = i.on_hand + d.change
      FROM retail_sec.restate_counts(of_store, counted) AS d
     WHERE i.store_id = of_store AND i.product_id = d.product_id;
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION retail_sec.movements_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(product_id ORDER BY product_id) AS products,
                  array_agg(quantity ORDER BY product_id) AS quantities, min(earliest) AS earliest
             FROM (SELECT store_id, product_id, sum(quantity) AS quantity, min(moved_at) AS earliest
                     FROM new_rows GROUP BY store_id, product_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_to_stock(r.sid, r.products, r.quantities, r.earliest);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post AFTER INSERT ON retail.inventory_movements
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.movements_added();

-- Append-only for everybody: the restating above is the one update, in a trigger or in the function that
-- an import calls in its place, and rows go only with a whole store's data.
CREATE OR REPLACE FUNCTION retail_sec.guard_ledger() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT retail_sec.is_bulk('remove')
     AND NOT (TG_OP = 'UPDATE' AND (pg_trigger_depth() > 1
       OR retail_sec.is_bulk('on') AND current_setting('retail.posting_import', true) IS NOT DISTINCT FROM 'on')) THEN
    RAISE EXCEPTION 'the stock ledger is append-only' USING ERRCODE = 'restrict_violation',
      HINT = 'Post another movement: an undo takes an earlier one back.';
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER guard BEFORE UPDATE OR DELETE OR TRUNCATE ON retail.inventory_movements
  FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.guard_ledger();
RESET ROLE;
