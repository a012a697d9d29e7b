-- Export: stores, in the columns that import takes.
COPY (SELECT store_id, store_name, store_location, store_type, region, currency, time_zone, language, prices_include_tax,
             trim_scale(tax_rate) AS tax_rate
        FROM retail.stores
       WHERE current_setting('retail.export_store') IN ('', store_id) ORDER BY store_id)
TO STDOUT (FORMAT csv, HEADER)
