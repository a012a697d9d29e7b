-- Functions for principals beside the plain tables.
SET ROLE retail_owner;

-- Products nearest to an embedding, best first, of the stores in context. NULL = each store's active
-- model; a named model has to exist and to be as wide as the embedding. Runs with the caller's rights.
CREATE OR REPLACE FUNCTION retail.search_products_by_similarity(
  search_embedding public.vector, similarity_threshold double precision DEFAULT 0.7, max_results integer DEFAULT 20, model text DEFAULT NULL)
RETURNS TABLE (product_id uuid, product_name text, product_description text, brand text, price numeric, similarity_score double precision)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  stores text[] := retail.allowed_store_ids();
  wanted public.halfvec := search_embedding::public.halfvec;
  most CONSTANT integer := least(greatest(max_results, 0), 1000);
  models record;
BEGIN
  SELECT array_agg(m.store_id) AS store_ids, array_agg(m.model) AS names, min(m.dimensions) AS narrowest, max(m.dimensions) AS widest
    INTO models FROM retail.embedding_models m
   WHERE m.store_id = ANY (stores) AND CASE WHEN search_products_by_similarity.model IS NULL THEN m.active
                                            ELSE m.model = search_products_by_similarity.model END;
  IF models.names IS NULL THEN
    RAISE EXCEPTION 'no embedding model%', coalesce(' "' || model || '"', ' is active') USING ERRCODE = 'invalid_parameter_value';
  ELSIF public.vector_dims(search_embedding) <> models.narrowest OR models.narrowest <> models.widest THEN
    RAISE EXCEPTION 'the embedding has % dimensions, the model has %', public.vector_dims(search_embedding), models.widest
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY
  SELECT p.product_id, p.product_name, p.product_description, p.brand, p.price, near.cosine
    FROM unnest(models.store_ids, models.names) AS k(store_id, name)
   CROSS JOIN LATERAL retail.search_nearest(k.store_id, k.name, wanted, most) near
    JOIN retail.products p ON p.store_id = k.store_id AND p.product_id = near.product_id
   WHERE near.cosine >= similarity_threshold
   ORDER BY near.cosine DESC, p.store_id, p.sku
   LIMIT most;
END
$$;
GRANT EXECUTE ON FUNCTION retail.search_products_by_similarity(public.vector, double precision, integer, text) TO mcp_user;

-- Whether other stores have a product that a store in context carries, as a band and nothing finer:
-- none, few (1 to 4 available) or plenty. Only stores whose shares_availability is on.
CREATE OR REPLACE FUNCTION retail.availability_elsewhere(sku_param text)
RETURNS TABLE (store_id text, store_name text, availability text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own text[] := retail.allowed_store_ids();
BEGIN
  IF NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = ANY (own) AND p.sku = sku_param) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT s.store_id, s.store_name,
         CASE WHEN i.on_hand - i.committed <= 0 THEN 'none' WHEN i.on_hand - i.committed < 5 THEN 'few' ELSE 'plenty' END
    FROM retail.stores s
    JOIN retail.products p ON p.store_id = s.store_id AND p.sku = sku_param AND p.is_active
    JOIN retail.inventory i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE s.shares_availability AND s.is_active AND s.store_id <> ALL (own)
   ORDER BY s.store_id;
END
$$;
GRANT EXECUTE ON FUNCTION retail.availability_elsewhere(text) TO mcp_user;

-- Customers of the stores in context as anybody may see them: initials and the outline of the e-mail
-- and phone, enough to tell two customers apart at the counter.
CREATE OR REPLACE FUNCTION retail.masked_customers(customer_ids uuid[])
RETURNS TABLE (store_id text, customer_id uuid, masked_name text, masked_email text, masked_phone text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own text[] := retail.allowed_store_ids();
BEGIN
  RETURN QUERY
  SELECT c.store_id, c.customer_id,
         nullif(concat_ws(' ', left(c.first_name, 1) || '.', left(c.last_name, 1) || '.'), ''),
         left(c.email, 1) || '***@***' || coalesce(substring(c.email FROM '\.[[:alpha:]]+$'), ''),
         '***' || right(c.phone, 2)
    FROM retail.customers c
   WHERE c.store_id = ANY (own) AND c.customer_id = ANY (customer_ids);
END
$$;
GRANT EXECUTE ON FUNCTION retail.masked_customers(uuid[]) TO mcp_user;
RESET ROLE;
