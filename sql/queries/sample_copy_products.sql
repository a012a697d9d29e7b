-- Sample data: one store's products.
COPY retail.products (
  product_id, store_id, product_no, sku, product_name, product_description, category_id, brand, model, color, size, weight_kg,
  dimensions_cm, price, cost, minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size, minimum_order_quantity,
  supplier_name, supplier_sku, barcode, is_active, is_featured, rating_average, rating_count, tags, metadata, created_at)
FROM STDIN
