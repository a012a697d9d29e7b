-- Sample data: one store's promotions.
COPY retail.promotions (promotion_id, store_id, sku, promotion_name, valid_from, valid_to, price, created_at)
FROM STDIN
