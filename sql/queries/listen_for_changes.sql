-- Makes the session, whose process id is $1 as far as its client knows, hear of changes.
SELECT retail.listen_for_changes($1::integer)
