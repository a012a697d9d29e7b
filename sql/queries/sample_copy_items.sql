-- Sample data: lines of one store's receipts. Triggers post them to the stock ledger and the rollup.
COPY retail.sales_transaction_items (
  item_id, store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price, total_price, discount_amount,
  tax_amount, gross_amount, net_amount, unit_cost, original_transaction_id, original_line, return_reason, created_at)
FROM STDIN
