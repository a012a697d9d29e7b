-- Import: one after the other; for this transaction one audit row per file and store, room for sorting, and the clock of times
-- without a zone ($1, or NULL for the stores' own).
SELECT pg_advisory_xact_lock(hashtextextended('retail import', 0)),
       set_config('retail.bulk_load', 'on', true), set_config('work_mem', '256MB', true), set_config('timezone', 'UTC', true),
       set_config('retail.import_time_zone', coalesce($1, ''), true)
