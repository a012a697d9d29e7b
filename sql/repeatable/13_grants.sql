-- What the login has been granted, whatever is in context: one row per open store with a valid grant.
SET ROLE retail_owner;

CREATE OR REPLACE FUNCTION retail.my_stores() RETURNS TABLE (store_id text, can_write boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT a.store_id, a.can_write
      FROM retail_sec.store_access AS a
      JOIN retail.stores AS s ON s.store_id = a.store_id
     WHERE a.principal = session_user AND s.is_active
       AND (a.valid_until IS NULL OR a.valid_until > now());
END
$$;

REVOKE ALL ON FUNCTION retail.my_stores() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.my_stores() TO mcp_user;
RESET ROLE;
