-- What an installation without superuser leaves open to free-form SQL: one row per kind, none after a
-- hardened installation. None of it crosses the store boundary by itself.
SELECT 'side channel open: ' || c.reason AS finding,
       'as a superuser, once: retail-mcp migrate --reapply (' || string_agg(c.function::text, ', ' ORDER BY c.function::text) || ')' AS mend
  FROM retail_sec.side_channels() c
 WHERE has_function_privilege('mcp_user', c.function, 'EXECUTE')
 GROUP BY c.reason
UNION ALL
SELECT 'side channel open: ' || h.reason, 'as a superuser, once: retail-mcp migrate --reapply'
  FROM retail_sec.hidden_catalog_columns() h
 WHERE EXISTS (SELECT FROM unnest(h.columns) c WHERE has_column_privilege('mcp_user', h.catalog, c, 'SELECT'))
UNION ALL
SELECT 'temporary tables can be created', 'REVOKE TEMPORARY ON DATABASE ' || quote_ident(current_database()) || ' FROM PUBLIC'
 WHERE has_database_privilege('mcp_user', current_database(), 'TEMPORARY')
UNION ALL
SELECT 'objects can be created in schema public', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
 WHERE has_schema_privilege('mcp_user', 'public', 'CREATE')
 ORDER BY 1
