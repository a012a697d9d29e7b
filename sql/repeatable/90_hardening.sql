-- What free-form SQL must not reach although PostgreSQL gives it to everybody. Needs a superuser;
-- without one it is left out with a notice, `doctor` lists what stays open, and the store boundary
-- holds all the same: these are side channels (sizes, statistics, other sessions) and ways to disturb.
-- pg_dump keeps the revokes.
SET ROLE retail_owner;

-- The functions concerned, and why.
CREATE OR REPLACE FUNCTION retail_sec.side_channels() RETURNS TABLE (function regprocedure, reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.oid::regprocedure, k.reason
    FROM pg_proc p
    JOIN (VALUES
      ('tells how much data all stores have',
       '^(pg_stat_get_|pg_stat_reset|pg_(relation|total_relation|table|indexes|database|tablespace)_size$|pg_relation_file|pg_sequence_|pg_mcv_list_items)'),
      ('tells how much all stores write',
       '^(pg_current_wal_|pg_last_wal_|pg_last_xact_|pg_control_|pg_current_snapshot$|txid_current_snapshot$|pg_xact_status$|txid_status$)'
       '|^(mxid_age|pg_get_multixact_members|pg_walfile_name|pg_get_replication_slots)$'),
      ('tells other stores'' names, in the conditions of their indexes', '^pg_get_indexdef$'),
      ('sees or disturbs other sessions',
       '^(pg_lock_status|pg_blocking_pids|pg_safe_snapshot_blocking_pids|pg_prepared_xact|pg_prepared_statement|pg_cursor'
       '|pg_cancel_backend|pg_terminate_backend|pg_isolation_test_session_is_blocked|pg_listening_channels|pg_notification_queue_usage|pg_last_committed_xact)$'
       '|^pg_xact_commit_timestamp'),
      ('outlives or outlasts the statement',
       '^(pg_advisory|pg_try_advisory)'
       '|^(pg_notify|pg_sleep|pg_sleep_for|pg_sleep_until|pg_export_snapshot|pg_logical_emit_message|txid_current|pg_current_xact_id|set_config)$'),
      ('works on when it is cancelled', '^(xpath|xpath_exists|xmlexists)$'),
      ('writes, even in a read-only transaction',
       '^lo_(creat|create|from_bytea|get|put|open|close|tell|lseek|truncate|unlink|import|export)(64)?$|^(loread|lowrite)$'),
      ('runs SQL out of a string',
       '^(query|cursor|table|schema|database)_to_xml|^(ts_stat|ts_rewrite)$')) AS k(reason, pattern) ON p.proname ~ k.pattern
   WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
  UNION ALL
  SELECT 'age(xid)'::regprocedure, 'tells how much all stores write'
  UNION ALL
  SELECT p.oid::regprocedure, 'tells what other logins run'
    FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_stat_statements'
$$;

-- Columns of the system catalogs that tell the same: estimates that grow with all stores' rows, and the
-- conditions of indexes made for one store.
DROP FUNCTION IF EXISTS retail_sec.estimate_columns();
CREATE OR REPLACE FUNCTION retail_sec.hidden_catalog_columns() RETURNS TABLE (catalog regclass, columns name[], reason text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  VALUES ('pg_class'::regclass, '{relpages,reltuples,relallvisible,relfrozenxid,relminmxid}'::name[], 'estimates of all stores'' rows in pg_class'),
         ('pg_index'::regclass, '{indpred}'::name[], 'other stores'' names, in the conditions of their indexes in pg_index')
$$;
RESET ROLE;

DO $$
DECLARE
  channel regprocedure;
  hidden record;
  statements name;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    RAISE WARNING 'not a superuser: side channels of free-form SQL stay open (retail-mcp doctor lists them)';
    RETURN;
  END IF;
  FOR channel IN SELECT function FROM retail_sec.side_channels() LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', channel);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO retail_owner, pg_monitor, retail_monitor', channel);
  END LOOP;
  FOR hidden IN
    SELECT h.catalog, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS shown
      FROM retail_sec.hidden_catalog_columns() h
      JOIN pg_attribute a ON a.attrelid = h.catalog AND (a.attnum > 0 OR a.attname = 'tableoid') AND a.attname <> ALL (h.columns)
     GROUP BY h.catalog LOOP
    EXECUTE format('REVOKE SELECT ON %s FROM PUBLIC', hidden.catalog);
    EXECUTE format('GRANT SELECT (%s) ON %s TO PUBLIC', hidden.shown, hidden.catalog);
    EXECUTE format('GRANT SELECT ON %s TO retail_owner, pg_monitor, retail_monitor', hidden.catalog);
  END LOOP;
  FOR statements IN SELECT c.oid::regclass FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
                      JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_stat_statements'
                     WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e' LOOP
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', statements);
    EXECUTE format('GRANT SELECT ON %s TO pg_monitor, retail_monitor', statements);
  END LOOP;
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END
$$;
