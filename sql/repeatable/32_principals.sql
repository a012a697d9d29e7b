-- Logins of principals and their grants. Run by administration only; with the caller's own rights,
-- for making a login needs CREATEROLE.
SET ROLE retail_owner;

-- Makes the login of a principal; true if it was not there before. A role that is no principal is left
-- alone.
CREATE OR REPLACE FUNCTION retail_sec.make_principal(principal_name name) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_new boolean := NOT EXISTS (SELECT FROM pg_roles WHERE rolname = principal_name);
BEGIN
  IF is_new THEN
    -- Some functions of PostgreSQL (xpath, && of long arrays) run to their end whatever cancels them: the
    -- limit keeps one login's from taking all connections.
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 50 IN ROLE mcp_user', principal_name);
  ELSE
    PERFORM retail_sec.check_principal(principal_name);
  END IF;
  RETURN is_new;
END
$$;

CREATE OR REPLACE FUNCTION retail_sec.check_principal(principal_name name) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
                  WHERE r.rolname = principal_name AND r.rolcanlogin AND m.roleid = 'mcp_user'::regrole) THEN
    RAISE EXCEPTION 'There is no principal "%".', principal_name
      USING ERRCODE = 'RM001', DETAIL = 'not_available', HINT = 'retail-mcp principal list shows them.';
  END IF;
END
$$;

-- Puts a principal into the groups that its grants call for: retail_store for one store, retail_region
-- for several, retail_writer if it may write any.
CREATE OR REPLACE FUNCTION retail_sec.settle_groups(principal_name name) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT g.group_name, g.is_member
      FROM (SELECT count(*) AS stores, coalesce(bool_or(can_write), false) AS writes
              FROM retail_sec.store_access WHERE principal = principal_name) a,
           LATERAL (VALUES ('retail_store', a.stores <= 1), ('retail_region', a.stores > 1), ('retail_writer', a.writes))
             AS g(group_name, is_member)
     WHERE g.is_member <> EXISTS (SELECT FROM pg_auth_members m
                                   WHERE m.roleid = g.group_name::regrole AND m.member = quote_ident(principal_name)::regrole) LOOP
    EXECUTE format(CASE WHEN wanted.is_member THEN 'GRANT %I TO %I' ELSE 'REVOKE %I FROM %I' END, wanted.group_name, principal_name);
  END LOOP;
END
$$;

-- Gives a principal stores, with or without the right to write them, until a time or for good. What it
-- had beyond that stays.
CREATE OR REPLACE FUNCTION retail_sec.grant_stores(principal_name name, stores text[], may_write boolean, until timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unknown text := (SELECT s FROM unnest(stores) s WHERE NOT EXISTS (SELECT FROM retail.stores t WHERE t.store_id = s) LIMIT 1);
BEGIN
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'There is no store "%".', unknown USING ERRCODE = 'RM001', DETAIL = 'store_not_available',
      HINT = 'The stores are ' || coalesce((SELECT string_agg(store_id, ', ' ORDER BY store_id) FROM (SELECT store_id FROM retail.stores ORDER BY 1 LIMIT 20) t), 'not loaded yet') || '.';
  END IF;
  INSERT INTO retail_sec.store_access AS a (principal, store_id, can_write, valid_until)
  SELECT principal_name, s, may_write, until FROM unnest(stores) s
  ON CONFLICT (principal, store_id) DO UPDATE
    SET can_write = a.can_write OR excluded.can_write, valid_until = excluded.valid_until, granted_by = session_user, granted_at = now();
  PERFORM retail_sec.settle_groups(principal_name);
END
$$;

-- Takes stores from a principal (NULL: all), or of them only the right to write.
CREATE OR REPLACE FUNCTION retail_sec.revoke_stores(principal_name name, stores text[], only_writing boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF only_writing THEN
    UPDATE retail_sec.store_access SET can_write = false
     WHERE principal = principal_name AND can_write AND (stores IS NULL OR store_id = ANY (stores));
  ELSE
    DELETE FROM retail_sec.store_access WHERE principal = principal_name AND (stores IS NULL OR store_id = ANY (stores));
  END IF;
  PERFORM retail_sec.settle_groups(principal_name);
END
$$;

CREATE OR REPLACE FUNCTION retail_sec.set_personal_data(principal_name name, sees_personal_data boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF sees_personal_data <> EXISTS (SELECT FROM pg_auth_members m
                                    WHERE m.roleid = 'retail_personal_data'::regrole AND m.member = quote_ident(principal_name)::regrole) THEN
    EXECUTE format(CASE WHEN sees_personal_data THEN 'GRANT retail_personal_data TO %I'
                        ELSE 'REVOKE retail_personal_data FROM %I' END, principal_name);
    PERFORM retail_sec.tell_listeners(ARRAY(SELECT a.store_id FROM retail_sec.store_access a WHERE a.principal = principal_name));
  END IF;
END
$$;

-- Makes the login if it is not there and sets its grants to exactly these stores and rights.
CREATE OR REPLACE FUNCTION retail_sec.set_principal(
  principal_name name, stores text[], may_write boolean, sees_personal_data boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM retail_sec.make_principal(principal_name);
  DELETE FROM retail_sec.store_access a WHERE a.principal = principal_name AND (a.store_id <> ALL (stores) OR NOT may_write);
  PERFORM retail_sec.grant_stores(principal_name, stores, may_write, NULL);
  PERFORM retail_sec.set_personal_data(principal_name, sees_personal_data);
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

REVOKE ALL ON FUNCTION retail_sec.make_principal(name), retail_sec.check_principal(name), retail_sec.settle_groups(name),
  retail_sec.grant_stores(name, text[], boolean, timestamptz), retail_sec.revoke_stores(name, text[], boolean),
  retail_sec.set_personal_data(name, boolean), retail_sec.set_principal(name, text[], boolean, boolean),
  retail_sec.set_principal_password(name, text), retail_sec.drop_principal(name) FROM PUBLIC;
RESET ROLE;
