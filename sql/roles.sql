-- The cluster's roles, safe to run again. Needs CREATEROLE; nothing here needs a superuser.
--
--   retail_owner          owns every object; no login is a member of it but the administrator
--   mcp_user              every principal: use of the schema, the granted columns, the functions
--   retail_store          reads the one store in context (equality policies, index-friendly)
--   retail_region         reads all of its stores at once (array policies); instead of retail_store
--   retail_writer         may write the one store in context, where its grant says so
--   retail_personal_data  sees customers' names, contacts and birthdays, and receipts' notes
--   retail_monitor        reads the monitoring views
--   retail_maintenance    may run the maintenance functions
--
-- A principal is a login in mcp_user, in exactly one of retail_store and retail_region, and in
-- whatever else it was granted. Which stores it may see is in retail_sec.store_access.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['retail_owner', 'mcp_user', 'retail_store', 'retail_region', 'retail_writer',
                                   'retail_personal_data', 'retail_monitor', 'retail_maintenance'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
      EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
  END LOOP;
  -- An administrator who is no superuser has to be able to act as the owner.
  IF NOT pg_catalog.pg_has_role(current_user, 'retail_owner', 'MEMBER') THEN
    EXECUTE pg_catalog.format('GRANT retail_owner TO %I', current_user);
  END IF;
END
$$;
