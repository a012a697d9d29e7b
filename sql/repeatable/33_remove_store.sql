-- Takes a store out with everything in it; the audit trail stays and says so. Run by administration
-- only, in a transaction with retail.bulk_load = 'remove', without which the ledger refuses.
SET ROLE retail_owner;
CREATE OR REPLACE FUNCTION retail_sec.remove_store(of_store text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t regclass;
BEGIN
  -- Rows that others refer to come after those that refer to them; the tables in between (search,
  -- embeddings, rollup) have no order among them.
  FOREACH t IN ARRAY ARRAY['retail.sales_transaction_items', 'retail.sales_transactions', 'retail.inventory_movements',
                           'retail.promotions', 'retail.products', 'retail.customers']::regclass[]
    || ARRAY(SELECT c.oid::regclass FROM pg_class c
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped
              WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind = 'r'
                AND c.oid <> ALL (ARRAY['retail.audit_log', 'retail.stores', 'retail.product_categories',
                                        'retail.embedding_models']::regclass[])
              ORDER BY c.relname)
    || ARRAY['retail.embedding_models', 'retail.product_categories', 'retail_sec.store_access', 'retail.stores']::regclass[] LOOP
    EXECUTE format('DELETE FROM %s WHERE store_id = $1', t) USING of_store;
  END LOOP;
  INSERT INTO retail.audit_log (table_name, action, store_id) VALUES ('stores', 'REMOVE', of_store);
END
$$;
REVOKE ALL ON FUNCTION retail_sec.remove_store(text) FROM PUBLIC;
RESET ROLE;
