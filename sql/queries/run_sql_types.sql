-- The types' names, in the order of their numbers $1.
SELECT format_type(t.oid, NULL) AS type FROM unnest($1::oid[]) WITH ORDINALITY AS t(oid, n) ORDER BY t.n
