-- Export: stock as it is now, or after the last movement if that lies ahead.
COPY (SELECT i.store_id, p.sku, i.on_hand, i.on_order, i.committed, i.backordered,
             greatest(now(), (SELECT max(m.moved_at) FROM retail.inventory_movements m WHERE m.store_id = i.store_id)) AS as_of
        FROM retail.inventory i JOIN retail.products p USING (store_id, product_id)
       WHERE current_setting('retail.export_store') IN ('', i.store_id) ORDER BY i.store_id, p.product_no)
TO STDOUT (FORMAT csv, HEADER)
