-- Import: statistics of what the statements after it join and group by.
ANALYZE pg_temp.import_lines (store_id, transaction_id, line_no, product_id, customer_ref, is_write_off)
