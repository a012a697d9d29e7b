-- Logins and their grants, as `retail-mcp principal` changes them.
BEGIN;
\ir fixture.psql
SELECT no_plan();
CREATE FUNCTION tests.groups(login name) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(m.roleid::regrole::text, ' ' ORDER BY m.roleid::regrole::text) FROM pg_auth_members m WHERE m.member = login::regrole
$$;
SELECT ok(retail_sec.make_principal('anna'), 'a new login is made');
SELECT ok(NOT retail_sec.make_principal('anna'), '... once');
SELECT throws_ok($$SELECT retail_sec.make_principal('stranger')$$, 'RM001', NULL, 'a role of somebody else''s is left alone');
SELECT throws_ok($$SELECT retail_sec.check_principal('mcp_user')$$, 'RM001', NULL, 'a group is no principal');
SELECT is(tests.answer('anna', 'north', 'SELECT 1'), 'ERROR 42501', 'without grants it sees nothing');
SELECT is(retail_sec.grant_stores('anna', '{north}', false, NULL)::text, '', 'a store is granted');
SELECT is(tests.groups('anna'), 'mcp_user retail_store', 'one store: the group of one store''s readers');
SELECT is(tests.answer('anna', 'north', 'SELECT count(*) FROM retail.products'), '2', 'it reads it');
SELECT is(retail_sec.grant_stores('anna', '{south}', true, NULL)::text, '', 'another is granted, to write');
SELECT is(tests.groups('anna'), 'mcp_user retail_region retail_writer', 'several stores: a region''s reader and a writer');
SELECT is(tests.answer('anna', '*', 'SELECT count(*) FROM retail.products'), '3', 'it reads both');
SELECT is(tests.answer('anna', 'north', 'UPDATE retail.products SET price = 1 RETURNING 1'), '', 'it writes nothing where it only reads');
SELECT is(tests.answer('anna', 'south', 'UPDATE retail.products SET price = 1 RETURNING 1'), '1', 'and writes where it may');
SELECT is(retail_sec.set_personal_data('anna', true)::text, '', 'personal data is granted');
SELECT is(tests.answer('anna', 'north', 'SELECT first_name FROM retail.customers'), 'Ann', '... and seen');
SELECT is(retail_sec.revoke_stores('anna', NULL, true)::text, '', 'writing is revoked everywhere');
SELECT is(tests.groups('anna'), 'mcp_user retail_personal_data retail_region', '... and nothing else');
SELECT is(retail_sec.revoke_stores('anna', '{south}', false)::text, '', 'a store is revoked');
SELECT is(tests.groups('anna'), 'mcp_user retail_personal_data retail_store', 'one store again');
SELECT is(tests.answer('anna', 'south', 'SELECT 1'), 'ERROR 42501', 'the other is gone');
SELECT is(retail_sec.grant_stores('anna', '{north}', false, now() - interval '1 second')::text, '', 'a grant can end');
SELECT is(tests.answer('anna', 'north', 'SELECT 1'), 'ERROR 42501', '... and then it has');
SELECT throws_ok($$SELECT retail_sec.grant_stores('anna', '{nowhere}', false, NULL)$$, 'RM001', NULL, 'an unknown store is refused');
SELECT is(retail_sec.drop_principal('anna')::text, '', 'the login is dropped');
SELECT is((SELECT count(*) FROM pg_roles WHERE rolname = 'anna') + (SELECT count(*) FROM retail_sec.store_access WHERE principal = 'anna'), 0::bigint, 'with all of its grants');

-- names as they are written, whatever they hold
CREATE FUNCTION tests.memberships(login name) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(m.roleid::regrole::text, ' ' ORDER BY m.roleid::regrole::text) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = login
$$;
SELECT is(retail_sec.set_principal('anna', '{north}', false, false)::text, '', 'anna is back');
SELECT ok(retail_sec.make_principal(name), 'a principal can be called ' || name) FROM unnest(ARRAY['Anna', 'x"; DROP TABLE retail.products; --', 'o''neil', 'Ann Smith', 'ünal']::name[]) name;
SELECT is(retail_sec.set_principal(name, '{south,north}', true, true)::text, '', '... and be granted: ' || name) FROM unnest(ARRAY['Anna', 'x"; DROP TABLE retail.products; --', 'o''neil', 'Ann Smith', 'ünal']::name[]) name;
SELECT is(tests.memberships(name), 'mcp_user retail_personal_data retail_region retail_writer', '... its own groups: ' || name) FROM unnest(ARRAY['Anna', 'x"; DROP TABLE retail.products; --', 'o''neil', 'Ann Smith', 'ünal']::name[]) name;
SELECT is(tests.memberships('anna'), 'mcp_user retail_store', '... and nobody else''s');
SELECT is(retail_sec.drop_principal(name)::text, '', '... and be dropped: ' || name) FROM unnest(ARRAY['Anna', 'x"; DROP TABLE retail.products; --', 'o''neil', 'Ann Smith', 'ünal']::name[]) name;
SELECT is(tests.memberships('anna'), 'mcp_user retail_store', 'who is called alike stays');
SELECT * FROM finish();
ROLLBACK;
