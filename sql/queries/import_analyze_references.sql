-- Import: statistics of the documents' ids, for the statements after it.
ANALYZE pg_temp.import_references
