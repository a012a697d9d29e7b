-- Import: the lines as they will be stored. A negative quantity at no price, on a document without type, customer or original,
-- is stock written off. Tax that the file does not state is in the price where prices include it, else nothing. Numbered by the line
-- their document begins in: the rows of most files lie in that order already, and numbers are compared faster than references.
CREATE TEMP TABLE import_lines ON COMMIT DROP AS
WITH numbered AS (
  SELECT f.*, d.transaction_id, coalesce(f.line_no, row_number() OVER (PARTITION BY d.first_line ORDER BY f.line))::integer AS number
    FROM pg_temp.import_transactions f
    JOIN pg_temp.import_references d USING (store_id, transaction_ref)
), priced AS (
  SELECT n.line, n.store_id, n.transaction_ref, n.transaction_id, n.number AS line_no, p.product_id, n.quantity, n.unit_price,
         round(n.unit_price * n.quantity, 4) - coalesce(n.discount_amount, 0) AS total_price, coalesce(n.discount_amount, 0) AS discount_amount,
         coalesce(n.tax_amount, CASE WHEN s.prices_include_tax
           THEN round((round(n.unit_price * n.quantity, 4) - coalesce(n.discount_amount, 0)) * s.tax_rate / (1 + s.tax_rate), 4) ELSE 0 END) AS tax_amount,
         n.unit_cost, n.original_transaction_ref, n.original_line, n.return_reason,
         retail_sec.import_moment(n.transaction_date, s.time_zone) AS sold_at, n.transaction_type, n.customer_ref, n.payment_method,
         n.receipt_number, n.cashier_id, n.register_id, n.notes, s.prices_include_tax, s.tax_rate,
         n.quantity < 0 AND n.unit_price = 0 AND coalesce(n.discount_amount, 0) = 0 AND coalesce(n.tax_amount, 0) = 0
           AND n.transaction_type IS NULL AND n.customer_ref IS NULL AND n.original_transaction_ref IS NULL AS is_write_off
    FROM numbered n
    JOIN retail.stores s USING (store_id)
    JOIN pg_temp.import_skus p USING (store_id, sku)
)
SELECT r.line, r.store_id, r.transaction_ref, r.transaction_id, r.line_no, r.product_id, r.quantity, r.unit_price, r.total_price,
       r.discount_amount, r.tax_amount, r.unit_cost, r.original_transaction_ref, r.original_line, r.return_reason, r.sold_at,
       r.transaction_type, r.customer_ref, r.payment_method, r.receipt_number, r.cashier_id, r.register_id, r.notes, r.is_write_off,
       NULL::uuid AS kept_original_id, r.total_price - CASE WHEN r.prices_include_tax THEN r.tax_amount ELSE 0 END AS net_amount,
       CASE WHEN NOT r.prices_include_tax THEN r.total_price + r.discount_amount
            WHEN r.total_price = 0 THEN round(r.discount_amount / (1 + r.tax_rate), 4)
            ELSE round((r.total_price + r.discount_amount) * (r.total_price - r.tax_amount) / r.total_price, 4) END AS gross_amount
  FROM priced r
