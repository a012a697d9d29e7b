-- What came back of a sale: return lines by the sale they belong to.
SET ROLE retail_owner;
CREATE INDEX idx_sales_transaction_items_original ON retail.sales_transaction_items (store_id, original_transaction_id)
  INCLUDE (original_line, quantity) WHERE original_transaction_id IS NOT NULL;
RESET ROLE;
