-- Sample data: one store's movements of goods that do not come from sales. A count's quantity is
-- computed by the ledger.
COPY retail.inventory_movements (
  movement_id, store_id, product_id, moved_at, business_date, kind, quantity, counted_quantity, unit_cost, reason, created_at)
FROM STDIN
