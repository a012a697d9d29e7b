-- Import: rows that cannot be taken, found by the database.
CREATE TEMP TABLE import_bad (line bigint NOT NULL, column_name text NOT NULL, value text, reason text NOT NULL) ON COMMIT DROP
