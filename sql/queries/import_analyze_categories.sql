-- Import: statistics of what was staged, for the statements after it.
ANALYZE pg_temp.import_categories
