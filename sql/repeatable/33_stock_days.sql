-- Stock and demand by day, from the ledger: the closing balance and the units sold of each product on
-- each business day from first_day up to, but not including, until_day, beginning with the product's
-- first movement. NULL products: all. Runs with the reader's rights. ROWS is a small shop's quarter: with
-- a lower estimate what is made of the days would be joined row by row.
SET ROLE retail_owner;

CREATE OR REPLACE FUNCTION retail.stock_days(stores text[], products uuid[], first_day date, until_day date)
RETURNS TABLE (store_id text, product_id uuid, day date, closing numeric, sold numeric, received numeric)
LANGUAGE sql STABLE ROWS 50000 AS $$
  WITH moved AS MATERIALIZED (
    SELECT m.store_id, m.product_id, least(m.business_date, until_day) AS day, sum(m.quantity) AS change,
           -sum(m.quantity) FILTER (WHERE m.kind = 'sale') AS sold,
           sum(m.quantity) FILTER (WHERE m.kind IN ('receipt', 'transfer_in')) AS received
      FROM retail.inventory_movements AS m
     WHERE m.store_id = ANY (stores) AND m.business_date >= first_day
       AND (products IS NULL OR m.product_id = ANY (products))
     GROUP BY 1, 2, 3
  ), ranged AS (
    SELECT i.store_id, i.product_id, i.on_hand, f.first_move
      FROM retail.inventory AS i
     CROSS JOIN LATERAL (SELECT m.business_date AS first_move
                           FROM retail.inventory_movements AS m
                          WHERE m.store_id = i.store_id AND m.product_id = i.product_id
                          ORDER BY m.moved_at LIMIT 1) AS f
     WHERE i.store_id = ANY (stores) AND (products IS NULL OR i.product_id = ANY (products))
       AND f.first_move < until_day
  ), days AS (
    -- the day until_day stands for everything from then on
    SELECT r.store_id, r.product_id, d.day::date AS day,
           r.on_hand - coalesce(sum(m.change) OVER later, 0) AS closing,
           coalesce(m.sold, 0) AS sold, coalesce(m.received, 0) AS received
      FROM ranged AS r
     CROSS JOIN LATERAL generate_series(greatest(first_day, r.first_move), until_day, interval '1 day') AS d(day)
      LEFT JOIN moved AS m ON m.store_id = r.store_id AND m.product_id = r.product_id AND m.day = d.day
    WINDOW later AS (PARTITION BY r.store_id, r.product_id ORDER BY d.day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  )
  SELECT x.store_id, x.product_id, x.day, x.closing, x.sold, x.received FROM days AS x WHERE x.day < until_day
$$;

-- The same of a few products that only the surrounding query knows. Planned for those: inlined, it would
-- read the whole store's stock.
CREATE OR REPLACE FUNCTION retail.stock_days_of(stores text[], products uuid[], first_day date, until_day date)
RETURNS TABLE (store_id text, product_id uuid, day date, closing numeric, sold numeric, received numeric)
LANGUAGE plpgsql STABLE ROWS 1000 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY SELECT * FROM retail.stock_days(stores, products, first_day, until_day);
END
$$;

REVOKE ALL ON FUNCTION retail.stock_days(text[], uuid[], date, date), retail.stock_days_of(text[], uuid[], date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.stock_days(text[], uuid[], date, date), retail.stock_days_of(text[], uuid[], date, date) TO mcp_user;
RESET ROLE;
