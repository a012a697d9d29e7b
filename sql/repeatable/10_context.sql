-- The store context: which rows the login may see in this transaction.
--
-- Policies do not trust the setting retail.store, they only let it narrow what session_user was
-- granted in retail_sec.store_access. A forged setting therefore yields no rows. Written in PL/pgSQL
-- because SQL-language definer functions are planned anew on each call.
SET ROLE retail_owner;

-- The one store in context, or NULL: nothing is in context, or the login has no valid grant for it.
CREATE OR REPLACE FUNCTION retail.current_store_id() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN NULL; -- '' is what the end of a transaction leaves behind
  END IF;
  RETURN (SELECT a.store_id FROM retail_sec.store_access a
           WHERE a.principal = session_user AND a.store_id = chosen
             AND (a.valid_until IS NULL OR a.valid_until > now()));
END
$$;

-- Every store in context: all of the login's for '*', else at most the one named.
CREATE OR REPLACE FUNCTION retail.allowed_store_ids() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(SELECT a.store_id FROM retail_sec.store_access a
                WHERE a.principal = session_user AND (chosen = '*' OR a.store_id = chosen)
                  AND (a.valid_until IS NULL OR a.valid_until > now())
                ORDER BY a.store_id);
END
$$;

-- The one store in context if the login may write it, else NULL.
CREATE OR REPLACE FUNCTION retail.writable_store_id() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT a.store_id FROM retail_sec.store_access a
           WHERE a.principal = session_user AND a.store_id = chosen AND a.can_write
             AND (a.valid_until IS NULL OR a.valid_until > now()));
END
$$;

-- Puts a store, or '*' for all of the login's, into context for the rest of the transaction. A store
-- that does not exist, is closed or was not granted is answered by the same error. Writes nothing, so
-- it works in READ ONLY transactions and on standbys. trace_param goes into the audit trail.
CREATE OR REPLACE FUNCTION retail.set_store_context(store_id_param text, trace_param text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  available text[] := ARRAY(
    SELECT a.store_id FROM retail_sec.store_access a JOIN retail.stores s ON s.store_id = a.store_id
     WHERE a.principal = session_user AND (store_id_param = '*' OR a.store_id = store_id_param)
       AND s.is_active AND (a.valid_until IS NULL OR a.valid_until > now()));
BEGIN
  IF cardinality(available) = 0 THEN
    RAISE EXCEPTION 'store not available' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- "All of them" is the store itself for whoever has one: then the equality policies apply.
  PERFORM set_config('retail.store', CASE WHEN cardinality(available) = 1 THEN available[1] ELSE store_id_param END, true);
  PERFORM set_config('retail.trace', coalesce(trace_param, ''), true);
END
$$;

-- Whether the session runs a bulk load in the given mode ('on': audited once per file by the loader;
-- 'remove': taking a store's data away, ledger and all). Only administration can: for a principal
-- the setting means nothing.
CREATE OR REPLACE FUNCTION retail_sec.is_bulk(mode text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT current_setting('retail.bulk_load', true) IS NOT DISTINCT FROM mode AND pg_has_role(session_user, 'retail_owner', 'MEMBER')
$$;

GRANT EXECUTE ON FUNCTION retail.current_store_id(), retail.allowed_store_ids(), retail.writable_store_id(),
  retail.set_store_context(text, text) TO mcp_user;
RESET ROLE;
