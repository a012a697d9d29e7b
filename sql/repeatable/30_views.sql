-- Views. All are security_invoker: what they show is bound by the reader's own policies and grants.
SET ROLE retail_owner;

DROP VIEW IF EXISTS retail.products_with_stock;
CREATE VIEW retail.products_with_stock WITH (security_invoker = true) AS
SELECT p.product_id, p.store_id, p.sku, p.product_name, p.product_description, p.category_id, c.category_name, p.brand, p.model,
       p.color, p.size, p.weight_kg, p.dimensions_cm, p.price, p.cost, i.on_hand AS current_stock, p.minimum_stock,
       p.maximum_stock, p.reorder_point, p.lead_time_days, p.pack_size, p.minimum_order_quantity, p.supplier_name,
       p.supplier_sku, p.barcode, p.is_active, p.is_featured, p.rating_average, p.rating_count, p.tags, p.metadata,
       i.on_order, i.committed, i.backordered, p.created_at, p.updated_at
  FROM retail.products p
  JOIN retail.inventory i ON i.store_id = p.store_id AND i.product_id = p.product_id
  LEFT JOIN retail.product_categories c ON c.category_id = p.category_id;
COMMENT ON VIEW retail.products_with_stock IS 'Products with their category''s name and stock: current_stock is inventory.on_hand.';
GRANT SELECT ON retail.products_with_stock TO mcp_user;

-- Size and activity per table and use per index: counts of all stores together, so for monitoring only.
DROP VIEW IF EXISTS retail.table_stats;
CREATE VIEW retail.table_stats WITH (security_invoker = true) AS
SELECT n.nspname AS schemaname, c.relname AS tablename,
       pg_size_pretty(pg_total_relation_size(c.oid)) AS size,
       pg_stat_get_tuples_inserted(c.oid) AS inserts,
       pg_stat_get_tuples_updated(c.oid) AS updates,
       pg_stat_get_tuples_deleted(c.oid) AS deletes,
       pg_stat_get_live_tuples(c.oid) AS live_tuples,
       pg_stat_get_dead_tuples(c.oid) AS dead_tuples
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('retail', 'retail_sec') AND c.relkind IN ('r', 'p', 'm')
 ORDER BY pg_total_relation_size(c.oid) DESC;
GRANT SELECT ON retail.table_stats TO retail_monitor;

DROP VIEW IF EXISTS retail.index_usage;
CREATE VIEW retail.index_usage WITH (security_invoker = true) AS
SELECT s.schemaname, s.relname AS tablename, s.indexrelname AS indexname, s.idx_scan, s.idx_tup_read, s.idx_tup_fetch,
       pg_size_pretty(pg_relation_size(s.indexrelid)) AS size
  FROM pg_stat_user_indexes s
 WHERE s.schemaname IN ('retail', 'retail_sec')
 ORDER BY s.idx_tup_read DESC;
GRANT SELECT ON retail.index_usage TO retail_monitor;
RESET ROLE;

-- slow_queries needs pg_stat_statements, which only a superuser can bring in, and to show anything it
-- has to be in shared_preload_libraries.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements') THEN
    BEGIN
      CREATE EXTENSION pg_stat_statements WITH SCHEMA public;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
      RAISE WARNING 'view retail.slow_queries left out: extension pg_stat_statements could not be created';
      RETURN;
    END;
  END IF;
  SET LOCAL ROLE retail_owner;
  EXECUTE format($view$
    CREATE OR REPLACE VIEW retail.slow_queries WITH (security_invoker = true) AS
    SELECT query, calls, total_exec_time, mean_exec_time, max_exec_time, stddev_exec_time, rows,
           100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0) AS hit_percent
      FROM %s.pg_stat_statements WHERE mean_exec_time > 100 ORDER BY mean_exec_time DESC$view$,
    (SELECT e.extnamespace::regnamespace FROM pg_extension e WHERE e.extname = 'pg_stat_statements'));
  GRANT SELECT ON retail.slow_queries TO retail_monitor;
  RESET ROLE;
END
$$;
