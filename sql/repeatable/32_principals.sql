-- Logins of principals and their grants. Run by administration only; with the caller's own rights,
-- for making a login needs CREATEROLE.
SET ROLE retail_owner;

-- Makes the login if it is not there and sets its grants to exactly these stores and rights.
CREATE OR REPLACE FUNCTION retail_sec.set_principal(
  principal_name name, stores text[], may_write boolean, sees_personal_data boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  scope name := CASE WHEN cardinality(stores) > 1 THEN 'retail_region' ELSE 'retail_store' END;
  other name := CASE WHEN cardinality(stores) > 1 THEN 'retail_store' ELSE 'retail_region' END;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = principal_name) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', principal_name);
  ELSIF NOT pg_has_role(principal_name, 'mcp_user', 'MEMBER') THEN
    RAISE EXCEPTION 'the role "%" exists and is no principal', principal_name USING ERRCODE = 'duplicate_object';
  END IF;
  EXECUTE format('GRANT mcp_user, %I TO %I', scope, principal_name);
  EXECUTE format('REVOKE %I FROM %I', other, principal_name);
  EXECUTE format(CASE WHEN may_write THEN 'GRANT retail_writer TO %I' ELSE 'REVOKE retail_writer FROM %I' END, principal_name);
  EXECUTE format(CASE WHEN sees_personal_data THEN 'GRANT retail_personal_data TO %I'
                      ELSE 'REVOKE retail_personal_data FROM %I' END, principal_name);
  DELETE FROM retail_sec.store_access a WHERE a.principal = principal_name AND a.store_id <> ALL (stores);
  INSERT INTO retail_sec.store_access (principal, store_id, can_write)
  SELECT principal_name, s, may_write FROM unnest(stores) s
  ON CONFLICT (principal, store_id) DO UPDATE SET can_write = excluded.can_write, valid_until = NULL;
END
$$;

CREATE OR REPLACE FUNCTION retail_sec.set_principal_password(principal_name name, new_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER ROLE %I PASSWORD %L', principal_name, new_password);
END
$$;

-- Takes a principal's grants and its login; nothing happens if it is not there.
CREATE OR REPLACE FUNCTION retail_sec.drop_principal(principal_name name) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM retail_sec.store_access a WHERE a.principal = principal_name;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = principal_name) AND pg_has_role(principal_name, 'mcp_user', 'MEMBER') THEN
    EXECUTE format('DROP ROLE %I', principal_name);
  END IF;
END
$$;

REVOKE ALL ON FUNCTION retail_sec.set_principal(name, text[], boolean, boolean),
  retail_sec.set_principal_password(name, text), retail_sec.drop_principal(name) FROM PUBLIC;
RESET ROLE;
