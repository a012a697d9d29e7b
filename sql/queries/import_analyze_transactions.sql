-- Import: statistics of what the statements after it join and group by.
ANALYZE pg_temp.import_transactions (store_id, transaction_ref, sku, customer_ref, quantity, unit_price)
