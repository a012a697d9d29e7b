-- What about the login would put it above row-level security, and whether the schema is there at
-- all. Runs once per connection, before anything else; it reads the system catalogs only.
SELECT EXISTS (SELECT FROM pg_catalog.pg_roles AS r
                WHERE r.rolsuper AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')) AS superuser,
       EXISTS (SELECT FROM pg_catalog.pg_roles AS r
                WHERE r.rolbypassrls AND pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')) AS bypasses_rls,
       EXISTS (SELECT FROM pg_catalog.pg_class AS c
                WHERE c.relnamespace IN (SELECT n.oid FROM pg_catalog.pg_namespace AS n
                                          WHERE n.nspname IN ('retail', 'retail_sec'))
                  AND c.relkind IN ('r', 'p')
                  AND pg_catalog.pg_has_role(session_user, c.relowner, 'MEMBER')) AS owns_tables,
       EXISTS (SELECT FROM pg_catalog.pg_proc AS p
                WHERE p.proname = 'set_store_context'
                  AND p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace AS n
                                         WHERE n.nspname = 'retail')) AS schema_present
