-- Import: takes documents out that are to be corrected; their stock and sums go back by trigger.
DELETE FROM retail.sales_transactions t USING pg_temp.import_documents d
 WHERE d.is_changed AND t.store_id = d.store_id AND t.transaction_id = d.transaction_id
