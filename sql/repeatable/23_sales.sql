-- Sales documents and lines: completes plain inserts, posts lines to the ledger, keeps the rollup and
-- the customers' lifetime value.
SET ROLE retail_owner;

---------------------------------------------------------------------------------------------------
-- Documents
---------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION retail_sec.complete_transaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.business_date := (SELECT retail.business_date(NEW.transaction_date, s.time_zone, s.business_day_start)
                          FROM retail.stores s WHERE s.store_id = NEW.store_id);
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER complete BEFORE INSERT ON retail.sales_transactions
  FOR EACH ROW WHEN (NEW.business_date IS NULL) EXECUTE FUNCTION retail_sec.complete_transaction();

-- Adds amounts to customers' lifetime values, in one order for all writers.
CREATE OR REPLACE FUNCTION retail_sec.add_lifetime_value(of_store text, customers uuid[], amounts numeric[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT FROM retail.customers c JOIN unnest(customers) AS d(customer_id) USING (customer_id) WHERE c.store_id = of_store
   ORDER BY customer_id FOR NO KEY UPDATE OF c;
  UPDATE retail.customers c SET total_lifetime_value = c.total_lifetime_value + d.amount
    FROM unnest(customers, amounts) AS d(customer_id, amount)
   WHERE c.store_id = of_store AND c.customer_id = d.customer_id;
$$;

CREATE OR REPLACE FUNCTION retail_sec.transactions_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  clock record;
  stray record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, sum(total_amount) AS amount FROM new_rows
                    GROUP BY store_id, customer_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    SELECT s.time_zone, s.business_day_start INTO clock FROM retail.stores s WHERE s.store_id = r.sid;
    SELECT n.transaction_id, n.business_date INTO stray FROM new_rows n
     WHERE n.store_id = r.sid
       AND n.business_date <> retail.business_date(n.transaction_date, clock.time_zone, clock.business_day_start) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'business_date % of transaction % is not its transaction_date in the store''s time zone',
        stray.business_date, stray.transaction_id
        USING ERRCODE = 'check_violation', HINT = 'Leave business_date out: it is then filled in.';
    END IF;
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post AFTER INSERT ON retail.sales_transactions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_added();

CREATE OR REPLACE FUNCTION retail_sec.transactions_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  IF EXISTS (SELECT FROM old_rows o FULL JOIN new_rows n USING (store_id, transaction_id)
              WHERE (o.transaction_date, o.business_date) IS DISTINCT FROM (n.transaction_date, n.business_date)) THEN
    RAISE EXCEPTION 'a recorded sale keeps its identity and date' USING ERRCODE = 'restrict_violation',
      HINT = 'Delete the document and insert it anew.';
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, sum(amount) AS amount
                     FROM (SELECT store_id, customer_id, total_amount AS amount FROM new_rows
                           UNION ALL SELECT store_id, customer_id, -total_amount FROM old_rows) both_sides
                    GROUP BY store_id, customer_id HAVING sum(amount) <> 0) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post_change AFTER UPDATE ON retail.sales_transactions
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_changed();

CREATE OR REPLACE FUNCTION retail_sec.transactions_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, -sum(total_amount) AS amount FROM old_rows
                    GROUP BY store_id, customer_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER post_removal AFTER DELETE ON retail.sales_transactions
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_removed();

---------------------------------------------------------------------------------------------------
-- Lines
---------------------------------------------------------------------------------------------------

-- Completes a line that was inserted without what loaders supply. Runs with the writer's own rights.
-- Where prices include tax, the discount does as well: the line's own tax share takes it out.
CREATE OR REPLACE FUNCTION retail_sec.complete_item() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  includes_tax boolean := (SELECT s.prices_include_tax FROM retail.stores s WHERE s.store_id = NEW.store_id);
BEGIN
  NEW.line_no := coalesce(NEW.line_no, 1 + coalesce(
    (SELECT max(i.line_no) FROM retail.sales_transaction_items i
      WHERE i.store_id = NEW.store_id AND i.transaction_id = NEW.transaction_id), 0));
  NEW.business_date := coalesce(NEW.business_date, (SELECT t.business_date FROM retail.sales_transactions t
    WHERE t.store_id = NEW.store_id AND t.transaction_id = NEW.transaction_id));
  NEW.unit_cost := coalesce(NEW.unit_cost, (SELECT p.cost FROM retail.products p
    WHERE p.store_id = NEW.store_id AND p.product_id = NEW.product_id));
  NEW.net_amount := coalesce(NEW.net_amount,
    NEW.total_price - CASE WHEN includes_tax THEN NEW.tax_amount ELSE 0 END);
  NEW.gross_amount := coalesce(NEW.gross_amount, CASE
    WHEN NOT includes_tax THEN NEW.total_price + NEW.discount_amount
    WHEN NEW.total_price = 0 THEN round(NEW.discount_amount / (1 + (
      SELECT s.tax_rate FROM retail.stores s WHERE s.store_id = NEW.store_id)), 4)
    ELSE round((NEW.total_price + NEW.discount_amount) * NEW.net_amount / NEW.total_price, 4) END);
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER complete BEFORE INSERT ON retail.sales_transaction_items
  FOR EACH ROW WHEN (NEW.line_no IS NULL OR NEW.business_date IS NULL OR NEW.gross_amount IS NULL OR NEW.net_amount IS NULL)
  EXECUTE FUNCTION retail_sec.complete_item();

-- Posts lines to the ledger; quantities are the changes of stock. Kind follows from the line's sign,
-- so that a correction carries the kind of what it corrects.
CREATE OR REPLACE FUNCTION retail_sec.post_lines(of_store text, transactions uuid[], line_nos integer[], products uuid[],
                                                 quantities numeric[], costs numeric[], kinds text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO retail.inventory_movements
    (store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no)
  SELECT t.store_id, k.product_id, t.transaction_date, t.business_date, k.kind, k.quantity, k.unit_cost, k.transaction_id, k.line_no
    FROM unnest(transactions, line_nos, products, quantities, costs, kinds)
           AS k(transaction_id, line_no, product_id, quantity, unit_cost, kind)
    JOIN retail.sales_transactions t ON t.store_id = of_store AND t.transaction_id = k.transaction_id
$$;

-- Adds what was sold to a day of the rollup.
CREATE OR REPLACE FUNCTION retail_sec.add_to_day(sold retail.sales_by_day) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO retail.sales_by_day AS d
    (store_id, business_date, gross_sales, discounts, returns, tax, units_sold, units_returned, transactions, lines,
     cost_of_sales, net_sales_with_cost)
  VALUES (sold.store_id, sold.business_date, sold.gross_sales, sold.discounts, sold.returns, sold.tax, sold.units_sold,
          sold.units_returned, sold.transactions, sold.lines, sold.cost_of_sales, sold.net_sales_with_cost)
  ON CONFLICT (store_id, business_date) DO UPDATE SET
    gross_sales = d.gross_sales + excluded.gross_sales, discounts = d.discounts + excluded.discounts,
    returns = d.returns + excluded.returns, tax = d.tax + excluded.tax, units_sold = d.units_sold + excluded.units_sold,
    units_returned = d.units_returned + excluded.units_returned, transactions = d.transactions + excluded.transactions,
    lines = d.lines + excluded.lines, cost_of_sales = d.cost_of_sales + excluded.cost_of_sales,
    net_sales_with_cost = d.net_sales_with_cost + excluded.net_sales_with_cost;
END
$$;

CREATE OR REPLACE FUNCTION retail_sec.items_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  receipts bigint;
  bulk boolean := retail_sec.is_bulk('on');
  -- Ids that follow each other, for the ledger's primary key grows at one place then: a random beginning
  -- for the statement, and the number of the row.
  first_of_id text := left(gen_random_uuid()::text, 24);
BEGIN
  -- Counted, not asked for: EXISTS would be planned to find one soon, by looking up each line's document.
  IF (SELECT count(*) FROM new_rows n JOIN retail.sales_transactions t USING (store_id, transaction_id)
       WHERE t.business_date <> n.business_date) > 0 THEN
    RAISE EXCEPTION 'a line''s business_date is not its document''s' USING ERRCODE = 'check_violation',
      HINT = 'Leave business_date out: it is then filled in.';
  END IF;
  INSERT INTO retail.inventory_movements
    (movement_id, store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no)
  SELECT (first_of_id || lpad(to_hex(row_number() OVER (ORDER BY n.product_id, n.store_id, t.transaction_date)), 12, '0'))::uuid,
         n.store_id, n.product_id, t.transaction_date, n.business_date, CASE WHEN n.quantity > 0 THEN 'sale' ELSE 'return' END, -n.quantity,
         n.unit_cost, n.transaction_id, n.line_no
    FROM new_rows n JOIN retail.sales_transactions t USING (store_id, transaction_id)
   ORDER BY n.product_id, n.store_id, t.transaction_date; -- near each other in the ledger's largest index; ids are compared fastest

  FOR r IN SELECT d.*, k.receipts, k.transactions, k.lines_sold
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
                     FROM new_rows GROUP BY store_id, business_date) d
             LEFT JOIN (SELECT store_id AS sid, business_date AS day, count(*) AS receipts,
                               array_agg(transaction_id) FILTER (WHERE NOT bulk) AS transactions,
                               array_agg(lines_sold) FILTER (WHERE NOT bulk) AS lines_sold
                          FROM (SELECT store_id, business_date, transaction_id, count(*) AS lines_sold
                                  FROM new_rows WHERE quantity > 0 GROUP BY store_id, business_date, transaction_id) receipt
                         GROUP BY store_id, business_date) k USING (sid, day)
            ORDER BY sid, day LOOP
    -- A receipt counts with its first sold lines: when all it has came just now. A load brings whole
    -- documents, and into a table without statistics, where looking for earlier lines may take the
    -- wrong index and quadratic time.
    IF bulk THEN
      receipts := coalesce(r.receipts, 0);
    ELSE
      SELECT count(*) INTO receipts
        FROM unnest(r.transactions, r.lines_sold) AS k(transaction_id, lines_sold)
       WHERE k.lines_sold = (SELECT count(*) FROM retail.sales_transaction_items i
                              WHERE i.store_id = r.sid AND i.transaction_id = k.transaction_id AND i.quantity > 0);
    END IF;
    PERFORM retail_sec.add_to_day(ROW(r.sid, r.day, r.gross_sales, r.discounts, r.returns, r.tax, r.units_sold, r.units_returned, receipts,
                                      r.lines, r.cost_of_sales, r.net_sales_with_cost));
  END LOOP;
  RETURN NULL;
END
$$;

-- Computes days of the rollup anew from the lines; the lock first, so that no concurrent sale is lost.
CREATE OR REPLACE FUNCTION retail_sec.recompute_days(of_store text, days date[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM retail.sales_by_day d WHERE d.store_id = of_store AND d.business_date = ANY (days)
    ORDER BY d.business_date FOR UPDATE;
  DELETE FROM retail.sales_by_day d WHERE d.store_id = of_store AND d.business_date = ANY (days);
  INSERT INTO retail.sales_by_day
    (store_id, business_date, gross_sales, discounts, returns, tax, units_sold, units_returned, transactions, lines,
     cost_of_sales, net_sales_with_cost)
  SELECT i.store_id, i.business_date,
         coalesce(sum(i.gross_amount) FILTER (WHERE i.quantity > 0), 0),
         coalesce(sum(i.gross_amount - i.net_amount) FILTER (WHERE i.quantity > 0), 0),
         coalesce(-sum(i.net_amount) FILTER (WHERE i.quantity < 0), 0),
         sum(i.tax_amount),
         coalesce(sum(i.quantity) FILTER (WHERE i.quantity > 0), 0),
         coalesce(-sum(i.quantity) FILTER (WHERE i.quantity < 0), 0),
         count(DISTINCT i.transaction_id) FILTER (WHERE i.quantity > 0),
         count(*),
         coalesce(sum(i.unit_cost * i.quantity), 0),
         coalesce(sum(i.net_amount) FILTER (WHERE i.unit_cost IS NOT NULL), 0)
    FROM retail.sales_transaction_items i
   WHERE i.store_id = of_store AND i.business_date = ANY (days)
   GROUP BY i.store_id, i.business_date;
END
$$;

-- Corrections by administration: the ledger gets the difference, the days are computed anew.
CREATE OR REPLACE FUNCTION retail_sec.items_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  IF EXISTS (SELECT FROM old_rows o FULL JOIN new_rows n USING (store_id, transaction_id, line_no)
              WHERE o.business_date IS DISTINCT FROM n.business_date) THEN
    RAISE EXCEPTION 'a recorded sales line keeps its identity and date' USING ERRCODE = 'restrict_violation',
      HINT = 'Delete the line and insert it anew.';
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(transaction_id) AS transactions, array_agg(line_no) AS line_nos,
                  array_agg(product_id) AS products, array_agg(quantity) AS quantities, array_agg(unit_cost) AS costs,
                  array_agg(kind) AS kinds
             FROM (SELECT store_id, transaction_id, line_no, product_id, kind, max(unit_cost) AS unit_cost, sum(quantity) AS quantity
                     FROM (SELECT store_id, transaction_id, line_no, product_id, unit_cost, -quantity AS quantity,
                                  CASE WHEN quantity > 0 THEN 'sale' ELSE 'return' END AS kind FROM new_rows
                           UNION ALL
                           SELECT store_id, transaction_id, line_no, product_id, unit_cost, quantity,
                                  CASE WHEN quantity > 0 THEN 'sale' ELSE 'return' END FROM old_rows) both_sides
                    GROUP BY store_id, transaction_id, line_no, product_id, kind HAVING sum(quantity) <> 0) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.post_lines(r.sid, r.transactions, r.line_nos, r.products, r.quantities, r.costs, r.kinds);
  END LOOP;
  FOR r IN SELECT store_id AS sid, array_agg(DISTINCT business_date) AS days FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.recompute_days(r.sid, r.days);
  END LOOP;
  RETURN NULL;
END
$$;

-- A removed line gives its stock back, dated like the line; its document may be gone already.
CREATE OR REPLACE FUNCTION retail_sec.items_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  IF retail_sec.is_bulk('remove') THEN
    RETURN NULL; -- the ledger and the rollup go as well
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(transaction_id) AS transactions, array_agg(line_no) AS line_nos
             FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    INSERT INTO retail.inventory_movements
      (store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no, reason)
    SELECT m.store_id, m.product_id, min(m.moved_at), m.business_date, m.kind, -sum(m.quantity), max(m.unit_cost),
           m.transaction_id, m.line_no, 'sales line removed'
      FROM retail.inventory_movements m
      JOIN unnest(r.transactions, r.line_nos) AS k(transaction_id, line_no) USING (transaction_id, line_no)
     WHERE m.store_id = r.sid
       AND m.business_date = ANY (ARRAY(SELECT DISTINCT o.business_date FROM old_rows o WHERE o.store_id = r.sid))
     GROUP BY m.store_id, m.product_id, m.business_date, m.kind, m.transaction_id, m.line_no
    HAVING sum(m.quantity) <> 0;
  END LOOP;
  FOR r IN SELECT store_id AS sid, array_agg(DISTINCT business_date) AS days FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.recompute_days(r.sid, r.days);
  END LOOP;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER post AFTER INSERT ON retail.sales_transaction_items
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_added();
CREATE OR REPLACE TRIGGER post_change AFTER UPDATE ON retail.sales_transaction_items
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_changed();
CREATE OR REPLACE TRIGGER post_removal AFTER DELETE ON retail.sales_transaction_items
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_removed();
RESET ROLE;
