-- Import: statistics of the lines, for the statements after it.
ANALYZE pg_temp.import_lines
