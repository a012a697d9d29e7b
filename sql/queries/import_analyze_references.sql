-- Import: statistics of the documents' and the products' ids, for the statements after it.
ANALYZE pg_temp.import_references, pg_temp.import_skus
