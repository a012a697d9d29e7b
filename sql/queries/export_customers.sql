-- Export: customers; the reference is the id where it does not lead to it.
COPY (SELECT store_id, CASE WHEN retail_sec.import_id(store_id, customer_ref) = customer_id THEN customer_ref ELSE customer_id::text END AS customer_ref,
             first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier, created_at
        FROM retail.customers WHERE current_setting('retail.export_store') IN ('', store_id) ORDER BY store_id, customer_id)
TO STDOUT (FORMAT csv, HEADER)
