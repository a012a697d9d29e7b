-- The cursor of run_sql is read to the end: plans are made for that, not for the first tenth.
SET LOCAL cursor_tuple_fraction = 1
