-- Sample data: where open orders wait for sample_apply_open_orders.
CREATE TEMPORARY TABLE sample_open_orders (
  store_id text COLLATE "C", product_id uuid, on_order numeric, committed numeric, backordered numeric) ON COMMIT DROP
