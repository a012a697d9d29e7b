-- One store of the corpus tests, made the same way whatever stands beside it: :store, :size (how much
-- of everything) and :word (in every text, so that it shows where it comes out).
INSERT INTO retail.stores (store_id, store_name, region, time_zone, currency, tax_rate) VALUES (:'store', :'word' || ' store', 'west', 'America/Los_Angeles', 'USD', 0.1);
INSERT INTO retail.product_categories (category_id, store_id, category_name)
SELECT hashtext(:'store' || n) & 2147483647, :'store', :'word' || ' category ' || n FROM generate_series(1, 3) n;
INSERT INTO retail.products (product_id, store_id, sku, product_name, product_description, category_id, brand, color, price, cost, supplier_name, lead_time_days, tags, metadata, is_active, is_featured, rating_average, rating_count, created_at, updated_at)
SELECT md5(:'store' || ' p' || n)::uuid, :'store', 'SKU-' || lpad(n::text, 4, '0'), :'word' || ' product ' || n, CASE WHEN n % 5 <> 0 THEN :'word' || ' description ' || n END,
       CASE WHEN n % 7 <> 0 THEN hashtext(:'store' || 1 + n % 3) & 2147483647 END, :'word' || ' brand ' || n % 4, (ARRAY['red', 'green', 'blue'])[1 + n % 3],
       5 + n % 40 + (n % 4) * 0.25, CASE WHEN n % 6 <> 0 THEN 2 + n % 20 END, :'word' || ' supplier ' || n % 2, 3 + n % 5, ARRAY[:'word', 'tag' || n % 3],
       jsonb_build_object('voltage', n % 3 * 6, 'note', :'word'), n % 11 <> 0, n % 9 = 0, 3 + (n % 20) * 0.1, n % 50, '2025-01-01Z', '2025-01-01Z'
  FROM generate_series(1, 10 * :size) n;
INSERT INTO retail.customers (customer_id, store_id, first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier, created_at, updated_at)
SELECT md5(:'store' || ' c' || n)::uuid, :'store', :'word' || ' first ' || n, :'word' || ' last ' || n, :'word' || n || '@example.com', '555-' || n, '1980-01-01'::date + n, (ARRAY['Male', 'Female', 'Other'])[1 + n % 3],
       '2023-01-01'::date + n, (ARRAY['bronze', 'silver', 'gold', 'platinum'])[1 + n % 4], '2025-01-01Z', '2025-01-01Z'
  FROM generate_series(1, 8 * :size) n;
INSERT INTO retail.inventory_movements (movement_id, store_id, product_id, moved_at, kind, quantity, created_at)
SELECT md5(:'store' || ' r' || n)::uuid, :'store', md5(:'store' || ' p' || n)::uuid, '2025-01-02 18:00Z', 'receipt', 50 + n % 30, '2025-01-02Z' FROM generate_series(1, 10 * :size) n;
INSERT INTO retail.sales_transactions (transaction_id, store_id, customer_id, transaction_date, transaction_type, payment_method, subtotal, tax_amount, total_amount, cashier_id, receipt_number, notes, created_at)
SELECT md5(:'store' || ' t' || n)::uuid, :'store', CASE WHEN n % 4 <> 0 THEN md5(:'store' || ' c' || 1 + n % (8 * :size))::uuid END, '2025-02-01 16:00Z'::timestamptz + n * interval '5 hours 7 minutes',
       CASE WHEN n % 10 = 0 THEN 'return' ELSE 'sale' END, (ARRAY['cash', 'credit_card', 'debit_card', 'digital_wallet'])[1 + n % 4], 10 + n % 30, (10 + n % 30) * 0.1, (10 + n % 30) * 1.1,
       'C' || n % 5, :'word' || '-' || n, :'word' || ' note', '2025-02-01Z'
  FROM generate_series(1, 60 * :size) n;
INSERT INTO retail.sales_transaction_items (item_id, store_id, transaction_id, line_no, product_id, quantity, unit_price, total_price, discount_amount, tax_amount, return_reason, created_at)
SELECT md5(:'store' || ' i' || n || '-' || l)::uuid, :'store', md5(:'store' || ' t' || n)::uuid, l, md5(:'store' || ' p' || 1 + (n * 7 + l * 3) % (10 * :size))::uuid, q, 5 + n % 30, q * (5 + n % 30) - q * (n % 3), q * (n % 3), q * 0.5,
       CASE WHEN q < 0 THEN :'word' || ' reason' END, '2025-02-01Z'
  FROM generate_series(1, 60 * :size) n, generate_series(1, 3) l, LATERAL (SELECT CASE WHEN n % 10 = 0 THEN -1 ELSE 1 + (n + l) % 3 END AS q) x
 WHERE l <= 1 + n % 3;
INSERT INTO retail.promotions (promotion_id, store_id, sku, promotion_name, valid_from, valid_to, price)
SELECT md5(:'store' || ' o' || n)::uuid, :'store', 'SKU-' || lpad(n::text, 4, '0'), :'word' || ' promotion', '2025-02-10', '2025-02-20', 4 FROM generate_series(1, 2 * :size) n;
-- Ids of what sales moved are drawn; here they are the same in every database.
SET session_replication_role = replica;
UPDATE retail.inventory_movements SET movement_id = md5(transaction_id || '/' || line_no)::uuid WHERE transaction_id IS NOT NULL;
SET session_replication_role = origin;
