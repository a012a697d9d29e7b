-- Sample data: stores.
COPY retail.stores (store_id, store_name, store_location, store_type, region, currency, time_zone, tax_rate, created_at)
FROM STDIN
