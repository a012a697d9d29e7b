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
      ('sees or disturbs other sessions',
       '^(pg_lock_status|pg_blocking_pids|pg_safe_snapshot_blocking_pids|pg_prepared_xact|pg_prepared_statement|pg_cursor'
       '|pg_cancel_backend|pg_terminate_backend|pg_listening_channels|pg_notification_queue_usage|pg_last_committed_xact)$'
       '|^pg_xact_commit_timestamp'),
      ('outlives or outlasts the statement',
       '^(pg_advisory|pg_try_advisory)'
       '|^(pg_notify|pg_sleep|pg_sleep_for|pg_sleep_until|pg_export_snapshot|pg_logical_emit_message|txid_current|pg_current_xact_id|set_config)$'),
      ('writes, even in a read-only transaction',
       '^lo_(creat|create|from_bytea|get|put|open|close|tell|lseek|truncate|unlink|import|export)(64)?$|^(loread|lowrite)$'),
      ('runs SQL out of a string',
       '^(query|cursor|table|schema|database)_to_xml|^ts_stat$')) AS k(reason, pattern) ON p.proname ~ k.pattern
   WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
$$;
-- Estimates of pg_class that grow with all stores' rows.
CREATE OR REPLACE FUNCTION retail_sec.estimate_columns() RETURNS name[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT '{relpages,reltuples,relallvisible,relfrozenxid,relminmxid}'::name[]
$$;
RESET ROLE;

DO $$
DECLARE
  channel regprocedure;
  columns text;
  statements name;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    RAISE NOTICE 'not a superuser: side channels of free-form SQL stay open (retail-mcp doctor lists them)';
    RETURN;
  END IF;
  FOR channel IN SELECT function FROM retail_sec.side_channels() LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', channel);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO retail_owner, pg_monitor, retail_monitor', channel);
  END LOOP;
  SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
   WHERE attrelid = 'pg_class'::regclass AND (attnum > 0 OR attname IN ('tableoid')) AND attname <> ALL (retail_sec.estimate_columns());
  REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC;
  EXECUTE format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', columns);
  GRANT SELECT ON pg_catalog.pg_class TO retail_owner, pg_monitor, retail_monitor;
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
