-- protect(table): the one place where tenant tables get their policies and read grants.
--
--   one_store    equality for logins of one store: usable as an index condition, keeps index order
--   my_stores    array for logins of several; apart, because it would cost the others their order
--   add, change  writers bind to the one store in context whose grant says can_write
--   owner        definer functions and administration
--
-- A login is in exactly one of retail_store and retail_region, so that policies are never ORed.
-- SELECT is granted column by column, never on the table: that closes the system columns as well.
-- hidden_columns are granted to nobody, personal_columns to retail_personal_data only.
SET ROLE retail_owner;

-- Row-level security on, for the owner too, and no policy left.
CREATE OR REPLACE PROCEDURE retail_sec.force_row_security(tenant_table regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  policy name;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  FOR policy IN SELECT polname FROM pg_policy WHERE polrelid = tenant_table LOOP
    EXECUTE format('DROP POLICY %I ON %s', policy, tenant_table);
  END LOOP;
END
$$;

CREATE OR REPLACE PROCEDURE retail_sec.protect(tenant_table regclass, hidden_columns text[] DEFAULT '{}', personal_columns text[] DEFAULT '{}')
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  policy text[];
BEGIN
  CALL retail_sec.force_row_security(tenant_table);
  FOREACH policy SLICE 1 IN ARRAY ARRAY[
    ['one_store', 'FOR SELECT TO retail_store USING (store_id = (SELECT retail.current_store_id()))'],
    ['my_stores', 'FOR SELECT TO retail_region USING (store_id = ANY ((SELECT retail.allowed_store_ids())::text[]))'],
    ['add',       'FOR INSERT TO retail_writer WITH CHECK (store_id = (SELECT retail.writable_store_id()))'],
    ['change',    'FOR UPDATE TO retail_writer USING (store_id = (SELECT retail.writable_store_id()))'
                  ' WITH CHECK (store_id = (SELECT retail.writable_store_id()))'],
    ['owner',     'TO retail_owner USING (true) WITH CHECK (true)']] LOOP
    EXECUTE format('CREATE POLICY %I ON %s %s', policy[1], tenant_table, policy[2]);
  END LOOP;
  CALL retail_sec.grant_columns(tenant_table, hidden_columns, personal_columns);
END
$$;

-- The read grants alone, for tables whose policies differ.
CREATE OR REPLACE PROCEDURE retail_sec.grant_columns(granted_table regclass, hidden_columns text[] DEFAULT '{}', personal_columns text[] DEFAULT '{}')
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  plain text;
  personal text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attname <> ALL (personal_columns)),
         string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attname = ANY (personal_columns))
    INTO plain, personal
    FROM pg_attribute
   WHERE attrelid = granted_table AND attnum > 0 AND NOT attisdropped AND attname <> ALL (hidden_columns);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, mcp_user, retail_store, retail_region, retail_writer, retail_personal_data', granted_table);
  EXECUTE format('GRANT SELECT (%s) ON %s TO mcp_user', plain, granted_table);
  IF personal IS NOT NULL THEN
    EXECUTE format('GRANT SELECT (%s) ON %s TO retail_personal_data', personal, granted_table);
  END IF;
END
$$;
REVOKE ALL ON PROCEDURE retail_sec.force_row_security(regclass), retail_sec.protect(regclass, text[], text[]),
  retail_sec.grant_columns(regclass, text[], text[]) FROM PUBLIC;
RESET ROLE;
