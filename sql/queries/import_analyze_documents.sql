-- Import: statistics of how many documents are new or corrected, for the statements after it.
ANALYZE pg_temp.import_documents (store_id, transaction_id, is_new, is_changed)
