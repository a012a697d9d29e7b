-- The audit trail: statement-level triggers write one row per changed row; a sealer chains committed
-- rows by hashes; tool calls are added by their own function. Nothing that a principal can set turns
-- any of it off, and none of it is theirs to read or change.
SET ROLE retail_owner;

-- Arguments: the key columns of the audited table, the first of them the record's id; then columns
-- whose change alone is not worth a row.
CREATE OR REPLACE FUNCTION retail_sec.audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  keys text[] := TG_ARGV[0];
  ignored text[] := TG_ARGV[1];
  trace text := nullif(current_setting('retail.trace', true), '');
  context jsonb := CASE WHEN trace IS NOT NULL THEN jsonb_build_object('trace', trace) END;
BEGIN
  IF retail_sec.is_bulk('on') OR retail_sec.is_bulk('remove') THEN
    RETURN NULL; -- the loader writes one row per file and store
  END IF;
  -- OFFSET 0 makes each row JSON once, and not wherever it is spoken of.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(n.v ->> 'store_id', '*'), retail_sec.audit_record_id(n.v ->> keys[1]), n.v, context
      FROM (SELECT to_jsonb(x) AS v FROM new_rows x OFFSET 0) n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, old_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(o.v ->> 'store_id', '*'), retail_sec.audit_record_id(o.v ->> keys[1]), o.v, context
      FROM (SELECT to_jsonb(x) AS v FROM old_rows x OFFSET 0) o;
  ELSE
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, old_values, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(n.v ->> 'store_id', o.v ->> 'store_id', '*'),
           retail_sec.audit_record_id(coalesce(n.v, o.v) ->> keys[1]), o.v, n.v, context
      FROM (SELECT x.v, ARRAY(SELECT x.v ->> k FROM unnest(keys) k) AS key FROM (SELECT to_jsonb(x) AS v FROM old_rows x OFFSET 0) x) o
      FULL JOIN (SELECT x.v, ARRAY(SELECT x.v ->> k FROM unnest(keys) k) AS key FROM (SELECT to_jsonb(x) AS v FROM new_rows x OFFSET 0) x) n
        ON o.key = n.key AND o.v ->> 'store_id' IS NOT DISTINCT FROM n.v ->> 'store_id'
     WHERE o.v - ignored IS DISTINCT FROM n.v - ignored;
  END IF;
  RETURN NULL;
END
$$;

-- Ids that are no UUIDs (a store's, a category's) stand in the values only.
CREATE OR REPLACE FUNCTION retail_sec.audit_record_id(id text) RETURNS uuid
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN id::uuid END
$$;

-- Lines are audited when they change: as inserted they are what the ledger holds. Ledger rows that
-- come from sales lines are audited there; the counters' on_hand is the ledger's sum.
CREATE OR REPLACE PROCEDURE retail_sec.audit_table(audited regclass, keys text, ignored text, events text[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  event text;
  tables jsonb := '{"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}';
BEGIN
  FOREACH event IN ARRAY events LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit(%L, %L)',
                   'audit_' || lower(event), event, audited, tables ->> event, keys, ignored);
  END LOOP;
END
$$;

CALL retail_sec.audit_table('retail.stores', '{store_id}', '{updated_at}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.product_categories', '{category_id}', '{}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.customers', '{customer_id}', '{updated_at,total_lifetime_value}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.products', '{product_id}', '{updated_at}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.promotions', '{promotion_id}', '{}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.inventory', '{product_id}', '{updated_at,on_hand,version}', '{UPDATE}');
CALL retail_sec.audit_table('retail.sales_transactions', '{transaction_id}', '{}', '{INSERT,UPDATE,DELETE}');
CALL retail_sec.audit_table('retail.sales_transaction_items', '{transaction_id,line_no}', '{}', '{UPDATE,DELETE}');
CALL retail_sec.audit_table('retail_sec.store_access', '{principal}', '{}', '{INSERT,UPDATE,DELETE}');

-- The ledger has a function of its own: rows of sales are left out before they are converted.
CREATE OR REPLACE FUNCTION retail_sec.audit_movements() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  trace text := nullif(current_setting('retail.trace', true), '');
BEGIN
  IF NOT retail_sec.is_bulk('on') THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, n.store_id, n.movement_id, to_jsonb(n),
           CASE WHEN trace IS NOT NULL THEN jsonb_build_object('trace', trace) END
      FROM new_rows n WHERE n.transaction_id IS NULL;
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER audit_insert AFTER INSERT ON retail.inventory_movements
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit_movements();

---------------------------------------------------------------------------------------------------
-- Tool calls
---------------------------------------------------------------------------------------------------

-- Adds a batch of tool calls, each an object
-- {call_id, at, store, tool, argument_digest, rows, duration_ms, outcome, trace, client}. A call that
-- is there already is left alone, so that a batch may be sent again. The principal is session_user,
-- whatever the batch says. Answers how many were new. Then seals what there is, unless somebody is at
-- it and a part at a time: what is sealed cannot be taken away unseen, and hardly anything waits for it.
CREATE OR REPLACE FUNCTION retail.record_tool_calls(calls jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  added bigint;
BEGIN
  INSERT INTO retail.audit_log (log_id, table_name, action, user_name, store_id, new_values, metadata, created_at)
  SELECT c.call_id, 'tool_call', left(c.tool, 100), session_user, left(coalesce(c.store, '*'), 50),
         jsonb_build_object('argument_digest', c.argument_digest, 'rows', c.rows, 'duration_ms', c.duration_ms,
                            'outcome', left(c.outcome, 100)),
         jsonb_strip_nulls(jsonb_build_object('trace', left(c.trace, 200), 'client', left(c.client, 200))),
         least(c.at, clock_timestamp())
    FROM jsonb_to_recordset(calls) AS c(call_id uuid, at timestamptz, store text, tool text, argument_digest text,
                                        rows bigint, duration_ms numeric, outcome text, trace text, client text)
   WHERE NOT EXISTS (SELECT FROM retail.audit_log a
                      WHERE a.store_id = left(coalesce(c.store, '*'), 50) AND a.log_id = c.call_id)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  BEGIN
    LOCK TABLE retail_sec.audit_seals IN EXCLUSIVE MODE NOWAIT;
    PERFORM retail_sec.seal_audit(500, added); -- a backlog of other rows must not hold up the calls
  EXCEPTION WHEN lock_not_available THEN
    NULL; -- whoever holds it seals
  END;
  RETURN added;
END
$$;
GRANT EXECUTE ON FUNCTION retail.record_tool_calls(jsonb) TO mcp_user;

---------------------------------------------------------------------------------------------------
-- The hash chain
---------------------------------------------------------------------------------------------------

-- SHA-256 over everything a row says, in a form that no session setting changes.
CREATE OR REPLACE FUNCTION retail_sec.audit_digest(entry retail.audit_log) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    entry.log_id, entry.table_name, entry.action, entry.user_name, entry.store_id, entry.record_id, entry.old_values,
    entry.new_values, entry.metadata, to_char(entry.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))
$$;

-- Seals what has been committed since the last seal, up to batch_size rows a seal, and stops behind
-- at_most rows (NULL: none is left); answers how many rows were sealed. Rows of transactions still
-- open are left for a later seal, which is what makes the chain follow the order of commits. One sealer
-- at a time.
DROP FUNCTION IF EXISTS retail_sec.seal_audit(integer); -- its shape without a limit
CREATE OR REPLACE FUNCTION retail_sec.seal_audit(batch_size integer DEFAULT 10000, at_most bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  previous record;
  batch record;
  sealed bigint := 0;
  -- The last row of the seal before: this transaction's own seals leave their rows in the index.
  last_at timestamptz := '-infinity';
  last_store text := '';
  last_id uuid := '00000000-0000-0000-0000-000000000000';
  marked bigint;
BEGIN
  LOCK TABLE retail_sec.audit_seals IN EXCLUSIVE MODE;
  LOOP
    SELECT coalesce(max(s.seal_no), 0) AS seal_no,
           coalesce((array_agg(s.digest ORDER BY s.seal_no DESC))[1], '') AS digest INTO previous
      FROM (SELECT * FROM retail_sec.audit_seals ORDER BY seal_no DESC LIMIT 1) s;
    SELECT array_agg((a.entry).log_id) AS log_ids, array_agg(retail_sec.audit_digest(a.entry)) AS row_digests,
           array_agg(a.place) AS places, array_agg((a.entry).created_at) AS moments, array_agg((a.entry).store_id) AS stores INTO batch
      FROM (SELECT l AS entry, l.ctid AS place FROM retail.audit_log l
             WHERE l.seal_no IS NULL AND (l.created_at, l.store_id, l.log_id) > (last_at, last_store, last_id)
             ORDER BY l.created_at, l.store_id, l.log_id LIMIT batch_size) a;
    EXIT WHEN batch.log_ids IS NULL;
    INSERT INTO retail_sec.audit_seals (seal_no, log_ids, row_digests, digest)
    VALUES (previous.seal_no + 1, batch.log_ids, batch.row_digests,
            sha256(previous.digest || (SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(batch.row_digests) WITH ORDINALITY AS x(d, n))));
    -- Only sealing moves a row, and there is one sealer: the rows are still in their places. By place
    -- alone, or all that wait would be looked through.
    UPDATE retail.audit_log SET seal_no = previous.seal_no + 1 WHERE ctid = ANY (batch.places);
    GET DIAGNOSTICS marked = ROW_COUNT;
    IF marked <> cardinality(batch.log_ids) THEN
      RAISE EXCEPTION 'rows of the audit trail were moved while they were sealed';
    END IF;
    last_at := batch.moments[marked];
    last_store := batch.stores[marked];
    last_id := batch.log_ids[marked];
    sealed := sealed + cardinality(batch.log_ids);
    EXIT WHEN sealed >= at_most;
  END LOOP;
  RETURN sealed;
END
$$;

-- Nobody takes anything out of the trail or rewrites it, its owner's own functions included; sealing
-- alone fills in seal_no. (Who may turn triggers off can: that is what the chain is for.)
CREATE OR REPLACE FUNCTION retail_sec.refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR TRUNCATE
   OR UPDATE OF log_id, table_name, action, user_name, store_id, record_id, old_values, new_values, metadata, created_at
   ON retail.audit_log FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.refuse_audit_change();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE OR TRUNCATE OR UPDATE ON retail_sec.audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.refuse_audit_change();

-- What is wrong with the sealed part of the trail; no row means nothing is.
CREATE OR REPLACE FUNCTION retail_sec.verify_audit() RETURNS TABLE (seal_no bigint, log_id uuid, finding text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH chain AS (
    SELECT s.*, lag(s.seal_no, 1, 0::bigint) OVER (ORDER BY s.seal_no) AS previous_no,
           lag(s.digest, 1, ''::bytea) OVER (ORDER BY s.seal_no) AS previous_digest
      FROM retail_sec.audit_seals s
  ), sealed AS (
    SELECT c.seal_no, k.log_id, k.digest FROM chain c, unnest(c.log_ids, c.row_digests) AS k(log_id, digest)
  )
  SELECT c.seal_no, NULL::uuid, 'a seal before this one is missing' FROM chain c WHERE c.seal_no <> c.previous_no + 1
  UNION ALL
  SELECT c.seal_no, NULL::uuid, 'the seal does not follow from the one before it' FROM chain c
   WHERE c.digest IS DISTINCT FROM sha256(c.previous_digest || (
           SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(c.row_digests) WITH ORDINALITY AS x(d, n)))
      OR cardinality(c.log_ids) <> cardinality(c.row_digests)
  UNION ALL
  SELECT coalesce(s.seal_no, a.seal_no), coalesce(s.log_id, a.log_id),
         CASE WHEN a.log_id IS NULL THEN 'the row was deleted'
              WHEN s.log_id IS NULL THEN 'the row was added after its seal'
              ELSE 'the row was changed' END
    FROM sealed s
    FULL JOIN (SELECT x.log_id, x.seal_no, retail_sec.audit_digest(x) AS digest FROM retail.audit_log x WHERE x.seal_no IS NOT NULL) a
      ON a.log_id = s.log_id AND a.seal_no = s.seal_no
   WHERE a.digest IS DISTINCT FROM s.digest
  ORDER BY 1, 2
$$;

-- Uses a confirmation token up: true the first time, false for a replay. In the same transaction as
-- the write it confirms, so that both happen or neither.
CREATE OR REPLACE FUNCTION retail.use_request_state(state_digest_param bytea, expires_at_param timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM retail_sec.used_request_states WHERE principal = session_user AND expires_at < now() - interval '1 day';
  INSERT INTO retail_sec.used_request_states (principal, state_digest, expires_at)
  VALUES (session_user, state_digest_param, expires_at_param) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
GRANT EXECUTE ON FUNCTION retail.use_request_state(bytea, timestamptz) TO mcp_user;
RESET ROLE;
