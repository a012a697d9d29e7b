-- Import: the documents as they will be stored, with the sums of their lines; is_new and is_changed say what becomes of each, place
-- in which order they are written. Without a type, a document whose lines are all negative is a return.
CREATE TEMP TABLE import_documents ON COMMIT DROP AS
WITH document AS (
  SELECT l.store_id, l.transaction_id, min(l.transaction_ref) AS transaction_ref, min(l.sold_at) AS sold_at,
         coalesce(min(l.transaction_type), CASE WHEN bool_and(l.quantity < 0) THEN 'return' ELSE 'sale' END) AS transaction_type,
         min(l.customer_ref) AS customer_ref, min(l.payment_method) AS payment_method,
         coalesce(min(l.receipt_number), min(l.transaction_ref)) AS receipt_number,
         min(l.cashier_id) AS cashier_id, min(l.register_id) AS register_id, min(l.notes) AS notes,
         sum(l.total_price) AS total_price, sum(l.tax_amount) AS tax_amount, sum(l.discount_amount) AS discount_amount
    FROM pg_temp.import_lines l WHERE NOT l.is_write_off
   GROUP BY l.store_id, l.transaction_id
), buyer AS MATERIALIZED (
  SELECT f.store_id, f.customer_ref, coalesce(r.customer_id, c.customer_id) AS customer_id
    FROM (SELECT DISTINCT d.store_id, d.customer_ref FROM document d WHERE d.customer_ref IS NOT NULL) f
    LEFT JOIN retail.customers r ON r.store_id = f.store_id AND r.customer_ref = f.customer_ref
    LEFT JOIN retail.customers c ON c.store_id = f.store_id AND c.customer_id = retail_sec.import_id(f.store_id, f.customer_ref)
), corrected AS MATERIALIZED ( -- whose lines differ from those stored
  SELECT DISTINCT l.store_id, l.transaction_id
    FROM pg_temp.import_lines l
    JOIN retail.sales_transactions t ON t.store_id = l.store_id AND t.transaction_id = l.transaction_id
    LEFT JOIN retail.sales_transaction_items i
      ON i.store_id = l.store_id AND i.transaction_id = l.transaction_id AND i.line_no = l.line_no
   WHERE NOT l.is_write_off
     AND (i.product_id, i.quantity, i.unit_price, i.discount_amount, i.tax_amount, i.unit_cost, i.return_reason, i.original_line,
          i.original_transaction_id)
         IS DISTINCT FROM
         (l.product_id, l.quantity, l.unit_price, l.discount_amount, l.tax_amount, l.unit_cost, l.return_reason, l.original_line,
          CASE WHEN l.original_transaction_ref IS NOT NULL THEN
            coalesce((SELECT o.transaction_id FROM retail.sales_transactions o
                       WHERE o.store_id = l.store_id AND o.transaction_ref = l.original_transaction_ref),
                     retail_sec.import_id(l.store_id, l.original_transaction_ref)) END)
), complete AS (
  SELECT d.store_id, d.transaction_id, retail_sec.import_ref(d.store_id, d.transaction_ref) AS transaction_ref, c.customer_id, d.sold_at,
         retail.business_date(d.sold_at, s.time_zone, s.business_day_start) AS business_date, d.transaction_type, d.payment_method,
         d.receipt_number, d.cashier_id, d.register_id, d.notes, d.total_price, d.tax_amount, d.discount_amount,
         s.prices_include_tax, t.transaction_id IS NULL AS is_new,
         t.transaction_id IS NOT NULL AND (
           x.transaction_id IS NOT NULL
           OR (t.transaction_date, t.customer_id, t.transaction_type, t.payment_method, t.receipt_number, t.cashier_id, t.register_id, t.notes)
              IS DISTINCT FROM
              (d.sold_at, c.customer_id, d.transaction_type, d.payment_method, d.receipt_number, d.cashier_id, d.register_id, d.notes)) AS is_changed
    FROM document d
    JOIN retail.stores s ON s.store_id = d.store_id
    LEFT JOIN retail.sales_transactions t ON t.store_id = d.store_id AND t.transaction_id = d.transaction_id
    LEFT JOIN corrected x ON x.store_id = d.store_id AND x.transaction_id = d.transaction_id
    LEFT JOIN buyer c ON c.store_id = d.store_id AND c.customer_ref = d.customer_ref
)
SELECT c.*, row_number() OVER (ORDER BY c.store_id, c.business_date, c.transaction_id) AS place -- what is asked for together lies together
  FROM complete c
