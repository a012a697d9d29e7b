-- Import: how many documents are new, corrected and as they were, and what became of odd lines.
SELECT (SELECT count(*) FROM pg_temp.import_documents WHERE is_new) AS added,
       (SELECT count(*) FROM pg_temp.import_documents WHERE is_changed) AS corrected,
       (SELECT count(*) FROM pg_temp.import_documents) AS documents,
       (SELECT count(*) FROM pg_temp.import_lines WHERE is_write_off) AS write_offs,
       (SELECT count(*) FROM pg_temp.import_transactions WHERE unit_price = 0 AND quantity > 0) AS free_lines,
       (SELECT count(*) FROM pg_temp.import_documents WHERE customer_id IS NULL) AS without_customer,
       (SELECT count(*) FROM pg_temp.import_documents WHERE transaction_type = 'return') AS returns
