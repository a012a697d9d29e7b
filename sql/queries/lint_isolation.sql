-- What would let one store's data reach another, read from the catalogue: no row means nothing does.
-- `finding` says what is wrong, `mend` what to do about it. A table of the schema gets its policies and
-- grants back from its own definition, one that came later those that every tenant table has.
WITH own_table AS (
  SELECT to_regclass('retail.' || name) AS oid
    FROM unnest(ARRAY['audit_log', 'catalogue_revisions', 'customers', 'embedding_models', 'inventory', 'inventory_movements',
                      'product_categories', 'product_embeddings', 'products', 'promotions', 'sales_by_day', 'sales_transaction_items',
                      'sales_transactions', 'search_documents', 'search_postings', 'search_stats', 'search_terms',
                      'search_vocabulary', 'search_words', 'stores', 'term_vectors']) AS name
), protection AS (
  SELECT c.oid, CASE WHEN c.oid IN (SELECT o.oid FROM own_table o) THEN 'retail-mcp migrate --reapply'
                     ELSE 'CALL retail_sec.protect(''' || c.oid::regclass || ''')' END AS mend
    FROM pg_class c WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p')
), tenant_table AS (
  SELECT c.oid, a.attnum AS store_column
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped
   WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p')
), ours AS (
  SELECT p.* FROM pg_proc p WHERE p.pronamespace IN ('retail'::regnamespace, 'retail_sec'::regnamespace)
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
)
SELECT 'table without forced row-level security: ' || c.oid::regclass AS finding,
       (SELECT x.mend FROM protection x WHERE x.oid = c.oid) AS mend
  FROM pg_class c
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
UNION ALL
SELECT 'table without store_id: ' || c.oid::regclass, 'move it to schema retail_sec or give it a store_id'
  FROM pg_class c
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p') AND c.oid NOT IN (SELECT oid FROM tenant_table)
UNION ALL
SELECT 'readable table without a read policy for ' || g.name || ': ' || t.oid::regclass, (SELECT x.mend FROM protection x WHERE x.oid = t.oid)
  FROM tenant_table t, (VALUES ('retail_store'), ('retail_region')) AS g(name)
 WHERE has_any_column_privilege('mcp_user', t.oid, 'SELECT')
   AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND g.name::regrole::oid = ANY (p.polroles))
UNION ALL
SELECT 'policy for everybody: ' || p.polname || ' on ' || p.polrelid::regclass, 'name the roles it is for'
  FROM pg_policy p JOIN tenant_table t ON t.oid = p.polrelid WHERE 0 = ANY (p.polroles)
UNION ALL
SELECT 'policy that lets through more than the context: ' || p.polname || ' on ' || p.polrelid::regclass, (SELECT x.mend FROM protection x WHERE x.oid = t.oid)
  FROM pg_policy p JOIN tenant_table t ON t.oid = p.polrelid
 CROSS JOIN LATERAL (VALUES (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) AS e(condition)
 WHERE p.polroles <> ARRAY['retail_owner'::regrole::oid]
   AND e.condition <> ALL (ARRAY[
     '(store_id = ( SELECT retail.current_store_id() AS current_store_id))',
     '(store_id = ( SELECT retail.writable_store_id() AS writable_store_id))',
     '(store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[]))'])
   AND NOT (t.oid = 'retail.product_categories'::regclass AND e.condition IN (
     '((store_id = ( SELECT retail.current_store_id() AS current_store_id)) OR ((store_id IS NULL) AND (( SELECT retail.current_store_id() AS current_store_id) IS NOT NULL)))',
     '((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])) OR ((store_id IS NULL) AND (cardinality(( SELECT retail.allowed_store_ids() AS allowed_store_ids)) > 0)))'))
 GROUP BY p.polname, p.polrelid, t.oid
UNION ALL
SELECT 'policy without WITH CHECK: ' || p.polname || ' on ' || p.polrelid::regclass, (SELECT x.mend FROM protection x WHERE x.oid = t.oid)
  FROM pg_policy p JOIN tenant_table t ON t.oid = p.polrelid WHERE p.polcmd IN ('*', 'a', 'w') AND p.polwithcheck IS NULL
UNION ALL
SELECT x.privilege_type || ' granted on a whole table, not by columns: ' || c.oid::regclass, (SELECT x.mend FROM protection x WHERE x.oid = c.oid)
  FROM pg_class c, aclexplode(c.relacl) x
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner
UNION ALL
SELECT 'trigger that is turned off: ' || t.tgname || ' on ' || t.tgrelid::regclass, 'ALTER TABLE ' || t.tgrelid::regclass || ' ENABLE TRIGGER ' || quote_ident(t.tgname)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace IN ('retail'::regnamespace, 'retail_sec'::regnamespace) AND NOT t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')
UNION ALL
SELECT 'changes that are not audited: ' || w.relation, 'retail-mcp migrate --reapply'
  FROM (VALUES ('retail.customers', 'audit_update'), ('retail.products', 'audit_update'), ('retail.sales_transactions', 'audit_insert'),
               ('retail.inventory_movements', 'audit_insert'), ('retail_sec.store_access', 'audit_insert'),
               ('retail.audit_log', 'append_only'), ('retail_sec.audit_seals', 'append_only')) AS w(relation, name)
 WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = w.relation::regclass AND t.tgname = w.name)
UNION ALL
SELECT 'personal data readable by every principal: ' || a.attrelid::regclass || '.' || a.attname, 'retail-mcp migrate --reapply'
  FROM (VALUES ('retail.customers', ARRAY['first_name', 'last_name', 'email', 'email_key', 'phone', 'date_of_birth']),
               ('retail.sales_transactions', ARRAY['notes', 'metadata'])) AS p(relation, columns)
  JOIN pg_attribute a ON a.attrelid = p.relation::regclass AND a.attname = ANY (p.columns)
 WHERE has_column_privilege('mcp_user', a.attrelid, a.attnum, 'SELECT')
UNION ALL
SELECT 'view without security_invoker: ' || c.oid::regclass, 'ALTER VIEW ' || c.oid::regclass || ' SET (security_invoker = true)'
  FROM pg_class c
 WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)
UNION ALL
SELECT 'materialized view, which no policy can bind, readable by principals: ' || c.oid::regclass, 'REVOKE ALL ON ' || c.oid::regclass || ' FROM mcp_user'
  FROM pg_class c WHERE c.relkind = 'm' AND has_any_column_privilege('mcp_user', c.oid, 'SELECT')
UNION ALL
SELECT 'partition readable by principals beside its parent: ' || i.inhrelid::regclass, 'REVOKE ALL ON ' || i.inhrelid::regclass || ' FROM mcp_user'
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p') WHERE has_any_column_privilege('mcp_user', i.inhrelid, 'SELECT')
UNION ALL
SELECT 'function with its owner''s rights and an open search_path: ' || p.oid::regprocedure, 'ALTER FUNCTION ' || p.oid::regprocedure || ' SET search_path = pg_catalog, pg_temp'
  FROM ours p WHERE p.prosecdef AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search\_path=%')
UNION ALL
SELECT 'function that everybody may call: ' || p.oid::regprocedure, 'REVOKE ALL ON ROUTINE ' || p.oid::regprocedure || ' FROM PUBLIC'
  FROM ours p WHERE p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) x WHERE x.grantee = 0)
UNION ALL
SELECT 'unique key that does not begin with store_id: ' || i.indexrelid::regclass, 'lead it with store_id'
  FROM pg_index i JOIN tenant_table t ON t.oid = i.indrelid
 WHERE i.indisunique AND i.indkey[0] <> t.store_column AND t.oid <> 'retail.product_categories'::regclass
UNION ALL
SELECT 'foreign key between tenant tables without store_id: ' || k.conname || ' on ' || k.conrelid::regclass, 'make it a key of (store_id, ...)'
  FROM pg_constraint k JOIN tenant_table t ON t.oid = k.conrelid JOIN tenant_table f ON f.oid = k.confrelid
 WHERE k.contype = 'f' AND NOT t.store_column = ANY (k.conkey) AND 'retail.product_categories'::regclass NOT IN (k.conrelid, k.confrelid)
UNION ALL
SELECT 'store_id that may be NULL: ' || t.oid::regclass, 'ALTER TABLE ' || t.oid::regclass || ' ALTER store_id SET NOT NULL'
  FROM tenant_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.store_column
 WHERE NOT a.attnotnull AND t.oid <> 'retail.product_categories'::regclass
UNION ALL
SELECT 'store_id that is not text COLLATE "C": ' || t.oid::regclass, 'ALTER TABLE ' || t.oid::regclass || ' ALTER store_id TYPE text COLLATE "C"'
  FROM tenant_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = t.store_column
 WHERE a.atttypid <> 'text'::regtype OR a.attcollation <> 'pg_catalog."C"'::regcollation
UNION ALL
SELECT 'index on a type whose conditions no policy lets through: ' || i.indexrelid::regclass || ' (' || a.attname || ')', 'index a bigint or text twin instead'
  FROM pg_index i JOIN tenant_table t ON t.oid = i.indrelid
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]) JOIN pg_type y ON y.oid = a.atttypid
 WHERE a.atttypid = 'numeric'::regtype OR y.typtype = 'e'
UNION ALL
SELECT 'table without a primary key: ' || t.oid::regclass, 'give it one, led by store_id'
  FROM tenant_table t WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
UNION ALL
SELECT 'object that the owner role does not own: ' || c.oid::regclass, 'ALTER TABLE ' || c.oid::regclass || ' OWNER TO retail_owner'
  FROM pg_class c
 WHERE c.relnamespace IN ('retail'::regnamespace, 'retail_sec'::regnamespace) AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relowner <> 'retail_owner'::regrole
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'private schema open to principals', 'REVOKE ALL ON SCHEMA retail_sec FROM PUBLIC, mcp_user'
 WHERE has_schema_privilege('mcp_user', 'retail_sec', 'USAGE')
UNION ALL
SELECT 'principal that is a member of retail_owner: ' || r.rolname, 'REVOKE retail_owner FROM ' || quote_ident(r.rolname)
  FROM pg_roles r WHERE pg_has_role(r.oid, 'mcp_user', 'MEMBER') AND pg_has_role(r.oid, 'retail_owner', 'MEMBER') AND NOT r.rolsuper AND r.rolname <> 'retail_owner'
UNION ALL
SELECT 'principal that passes row-level security: ' || r.rolname, 'ALTER ROLE ' || quote_ident(r.rolname) || ' NOSUPERUSER NOBYPASSRLS'
  FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid AND m.roleid = 'mcp_user'::regrole WHERE r.rolsuper OR r.rolbypassrls
UNION ALL
SELECT 'principal in both retail_store and retail_region: ' || r.rolname, 'SELECT retail_sec.settle_groups(' || quote_literal(r.rolname) || ')'
  FROM pg_roles r JOIN pg_auth_members s ON s.member = r.oid AND s.roleid = 'retail_store'::regrole
  JOIN pg_auth_members g ON g.member = r.oid AND g.roleid = 'retail_region'::regrole
UNION ALL
SELECT 'grants without a login: ' || a.principal, 'DELETE FROM retail_sec.store_access WHERE principal = ' || quote_literal(a.principal)
  FROM (SELECT DISTINCT principal FROM retail_sec.store_access) a WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = a.principal)
 ORDER BY 1
