-- Export: transactions, one row per line; references are ids where they do not lead to them.
COPY (SELECT i.store_id,
             CASE WHEN retail_sec.import_id(t.store_id, t.transaction_ref) = t.transaction_id THEN t.transaction_ref ELSE t.transaction_id::text END AS transaction_ref,
             t.transaction_date, p.sku, i.quantity, i.unit_price, i.line_no AS line, t.transaction_type,
             CASE WHEN retail_sec.import_id(c.store_id, c.customer_ref) = c.customer_id THEN c.customer_ref ELSE c.customer_id::text END AS customer_ref,
             t.payment_method, i.discount_amount, i.tax_amount, i.original_transaction_id AS original_transaction_ref, i.original_line,
             i.return_reason, i.unit_cost, t.receipt_number, t.cashier_id, t.register_id, t.notes
        FROM retail.sales_transactions t
        JOIN retail.sales_transaction_items i USING (store_id, transaction_id)
        JOIN retail.products p USING (store_id, product_id)
        LEFT JOIN retail.customers c ON c.store_id = t.store_id AND c.customer_id = t.customer_id
       WHERE current_setting('retail.export_store') IN ('', t.store_id)
       ORDER BY t.store_id, t.transaction_date, t.transaction_id, i.line_no)
TO STDOUT (FORMAT csv, HEADER)
