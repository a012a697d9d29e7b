-- Import: the lines as they will be stored. A negative quantity at no price, on a document without type, customer or original,
-- is stock written off. Tax that the file does not state is in the price where prices include it, else nothing.
CREATE TEMP TABLE import_lines ON COMMIT DROP AS
WITH numbered AS (
  SELECT f.*, coalesce(f.line_no, row_number() OVER (PARTITION BY f.store_id, f.transaction_ref ORDER BY f.line))::integer AS number
    FROM pg_temp.import_transactions f
), priced AS (
  SELECT n.line, n.store_id, n.transaction_ref, d.transaction_id, n.number AS line_no, p.product_id, n.quantity, n.unit_price,
         round(n.unit_price * n.quantity, 4) - coalesce(n.discount_amount, 0) AS total_price, coalesce(n.discount_amount, 0) AS discount_amount,
         coalesce(n.tax_amount, CASE WHEN s.prices_include_tax
           THEN round((round(n.unit_price * n.quantity, 4) - coalesce(n.discount_amount, 0)) * s.tax_rate / (1 + s.tax_rate), 4) ELSE 0 END) AS tax_amount,
         n.unit_cost, n.original_transaction_ref, n.original_line, n.return_reason,
         retail_sec.import_moment(n.transaction_date, s.time_zone) AS sold_at, n.transaction_type, n.customer_ref, n.payment_method,
         n.receipt_number, n.cashier_id, n.register_id, n.notes, s.prices_include_tax, s.tax_rate, s.time_zone, s.business_day_start,
         n.quantity < 0 AND n.unit_price = 0 AND coalesce(n.discount_amount, 0) = 0 AND coalesce(n.tax_amount, 0) = 0
           AND n.transaction_type IS NULL AND n.customer_ref IS NULL AND n.original_transaction_ref IS NULL AS is_write_off
    FROM numbered n
    JOIN retail.stores s USING (store_id)
    JOIN pg_temp.import_skus p USING (store_id, sku)
    JOIN pg_temp.import_references d USING (store_id, transaction_ref)
)
SELECT r.*, NULL::uuid AS kept_original_id, r.total_price - CASE WHEN r.prices_include_tax THEN r.tax_amount ELSE 0 END AS net_amount,
       CASE WHEN NOT r.prices_include_tax THEN r.total_price + r.discount_amount
            WHEN r.total_price = 0 THEN round(r.discount_amount / (1 + r.tax_rate), 4)
            ELSE round((r.total_price + r.discount_amount) * (r.total_price - r.tax_amount) / r.total_price, 4) END AS gross_amount
  FROM priced r
