-- Sample data: what is ordered, set aside and owed, on its way into retail.inventory.
COPY pg_temp.sample_open_orders (store_id, product_id, on_order, committed, backordered) FROM STDIN
