-- Every principal (or $1 alone) with each of its stores, one row per grant; a principal without grants
-- has one row without a store.
SELECT r.rolname AS principal, a.store_id, coalesce(a.can_write, false) AS can_write, a.valid_until,
       coalesce(a.valid_until <= now(), false) AS expired,
       EXISTS (SELECT FROM pg_auth_members p WHERE p.member = r.oid AND p.roleid = 'retail_personal_data'::regrole) AS personal_data
  FROM pg_roles r
  JOIN pg_auth_members m ON m.member = r.oid AND m.roleid = 'mcp_user'::regrole
  LEFT JOIN retail_sec.store_access a ON a.principal = r.rolname
 WHERE r.rolcanlogin AND ($1::name IS NULL OR r.rolname = $1::name)
 ORDER BY r.rolname, a.store_id
