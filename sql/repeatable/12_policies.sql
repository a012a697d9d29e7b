-- Policies and grants of the tables of migration 0001.
SET ROLE retail_owner;

CALL retail_sec.protect('retail.stores');
CALL retail_sec.protect('retail.customers', '{email_key}', '{first_name,last_name,email,phone,date_of_birth}');
CALL retail_sec.protect('retail.products');
CALL retail_sec.protect('retail.promotions');
CALL retail_sec.protect('retail.catalogue_revisions');
CALL retail_sec.protect('retail.inventory');
CALL retail_sec.protect('retail.inventory_movements');
CALL retail_sec.protect('retail.sales_transactions', '{}', '{notes,metadata}');
CALL retail_sec.protect('retail.sales_transaction_items');
CALL retail_sec.protect('retail.sales_by_day');
CALL retail_sec.protect('retail.embedding_models');
CALL retail_sec.protect('retail.product_embeddings');
CALL retail_sec.protect('retail.term_vectors');

-- The chain's categories (store_id NULL) are everybody's to read who has any store in context.
CALL retail_sec.force_row_security('retail.product_categories');
CREATE POLICY one_store ON retail.product_categories FOR SELECT TO retail_store
  USING (store_id = (SELECT retail.current_store_id())
         OR store_id IS NULL AND (SELECT retail.current_store_id()) IS NOT NULL);
CREATE POLICY my_stores ON retail.product_categories FOR SELECT TO retail_region
  USING (store_id = ANY ((SELECT retail.allowed_store_ids())::text[])
         OR store_id IS NULL AND cardinality((SELECT retail.allowed_store_ids())) > 0);
CREATE POLICY add ON retail.product_categories FOR INSERT TO retail_writer
  WITH CHECK (store_id = (SELECT retail.writable_store_id()));
CREATE POLICY change ON retail.product_categories FOR UPDATE TO retail_writer
  USING (store_id = (SELECT retail.writable_store_id())) WITH CHECK (store_id = (SELECT retail.writable_store_id()));
CREATE POLICY owner ON retail.product_categories TO retail_owner USING (true) WITH CHECK (true);
CALL retail_sec.grant_columns('retail.product_categories');

-- The audit trail is the owner's alone.
CALL retail_sec.force_row_security('retail.audit_log');
CREATE POLICY owner ON retail.audit_log TO retail_owner USING (true) WITH CHECK (true);

-- What a writer may write, column by column. Stores, rollups, counters of the ledger and everything
-- derived are written by triggers or by administration.
GRANT INSERT (product_id, store_id, sku, product_name, product_description, category_id, brand, model, color, size, weight_kg,
              dimensions_cm, price, cost, minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size,
              minimum_order_quantity, supplier_name, supplier_sku, barcode, is_active, is_featured, tags, metadata),
      UPDATE (product_name, product_description, category_id, brand, model, color, size, weight_kg,
              dimensions_cm, price, cost, minimum_stock, maximum_stock, reorder_point, lead_time_days, pack_size,
              minimum_order_quantity, supplier_name, supplier_sku, barcode, is_active, is_featured, tags, metadata)
   ON retail.products TO retail_writer;
GRANT INSERT (customer_id, store_id, customer_ref, first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier),
      UPDATE (first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier)
   ON retail.customers TO retail_writer;
GRANT INSERT (promotion_id, store_id, sku, promotion_name, valid_from, valid_to, price),
      UPDATE (promotion_name, valid_from, valid_to, price)
   ON retail.promotions TO retail_writer;
GRANT INSERT (store_id, category_name, parent_category_id, description),
      UPDATE (category_name, parent_category_id, description, is_active)
   ON retail.product_categories TO retail_writer;
GRANT UPDATE (on_order, committed, backordered) ON retail.inventory TO retail_writer;
GRANT INSERT (movement_id, store_id, product_id, moved_at, kind, quantity, counted_quantity, unit_cost, transfer_id,
              other_store_id, undone_movement_id, reason, idempotency_key, request_digest, on_hand_before)
   ON retail.inventory_movements TO retail_writer;
GRANT INSERT (transaction_id, store_id, transaction_ref, customer_id, transaction_date, business_date, transaction_type,
              payment_method, subtotal, tax_amount, discount_amount, total_amount, cashier_id, register_id,
              receipt_number, notes, metadata)
   ON retail.sales_transactions TO retail_writer;
GRANT INSERT (item_id, store_id, transaction_id, line_no, product_id, business_date, quantity, unit_price, total_price,
              discount_amount, tax_amount, gross_amount, net_amount, unit_cost, original_transaction_id,
              original_line, return_reason)
   ON retail.sales_transaction_items TO retail_writer;
RESET ROLE;
