-- The receipts of the stores $1 with the receipt number $2; numbers are unique within a store at best.
SELECT t.store_id, t.transaction_id, t.receipt_number, t.transaction_date, t.business_date, t.transaction_type,
       t.payment_method, t.customer_id, c.loyalty_tier, t.cashier_id, t.register_id, t.subtotal, t.discount_amount,
       t.tax_amount, t.total_amount, s.currency, s.prices_include_tax
  FROM retail.sales_transactions AS t
  JOIN retail.stores AS s ON s.store_id = t.store_id
  LEFT JOIN retail.customers AS c ON c.store_id = t.store_id AND c.customer_id = t.customer_id
 WHERE t.store_id = ANY ($1::text[])
   AND t.receipt_number = $2::text
 ORDER BY t.store_id
 LIMIT 20
