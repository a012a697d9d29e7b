-- Sample data: sets the counters that do not come from the ledger.
UPDATE retail.inventory i SET on_order = o.on_order, committed = o.committed, backordered = o.backordered
  FROM pg_temp.sample_open_orders o
 WHERE i.store_id = o.store_id AND i.product_id = o.product_id
