-- Search by meaning: vectors of products and queries. Where the store's active model was trained on
-- its own catalogue, both are weighted sums of the same term vectors; any other model's query vector
-- is handed in. Everything runs with the caller's rights, like the rest of the search.
SET ROLE retail_owner;

-- A product as the models get to read it.
CREATE OR REPLACE FUNCTION retail.embedding_text(product retail.products) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT concat_ws(E'\n', product.product_name, product.brand, retail.category_path(product.category_id),
                     left(product.product_description, 2000), nullif(concat_ws(', ', product.color, product.size), ''),
                     nullif(array_to_string(product.tags, ', '), ''))
$$;

-- The direction of weighted lexemes in a model of the store's own; NULL where it knows none of them.
-- Summed in the order of the lexemes: the same terms give the same vector to the last bit.
CREATE OR REPLACE FUNCTION retail.sum_term_vectors(store text, model text, lexemes text[], weights real[]) RETURNS public.halfvec
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT public.l2_normalize(public.sum(
               array_fill(u.weight, ARRAY[public.vector_dims(t.vector)])::public.vector OPERATOR(public.*) t.vector::public.vector
               ORDER BY u.lexeme))::public.halfvec
      FROM unnest($3, $4) AS u(lexeme, weight)
      JOIN retail.term_vectors t ON t.store_id = $1 AND t.model = $2 AND t.lexeme = u.lexeme
$$;

-- The store's active model and the query in it: the sum of its lexemes, or the vector that was handed
-- in if it is of that model. No row without an active model; query is NULL where there is no vector.
CREATE OR REPLACE FUNCTION retail.search_meaning(store text, lexemes text[], weights real[],
                                                 given_model text DEFAULT NULL, given public.vector DEFAULT NULL)
RETURNS TABLE (model text, provider text, is_indexed boolean, is_current boolean, query public.halfvec)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    width integer;
BEGIN
    SELECT m.model, m.provider, m.is_indexed, m.dimensions, coalesce(m.revision = s.revision, false)
      INTO model, provider, is_indexed, width, is_current
      FROM retail.embedding_models m JOIN retail.search_stats s ON s.store_id = m.store_id
     WHERE m.store_id = store AND m.active;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF provider = 'catalogue' THEN
        query := retail.sum_term_vectors(store, model, lexemes, weights);
    ELSIF given_model = model AND public.vector_dims(given) = width THEN
        query := given::public.halfvec;
    END IF;
    IF public.l2_norm(query) = 0 THEN
        query := NULL;                                  -- no direction, no cosine
    END IF;
    RETURN NEXT;
END $$;

-- The active products nearest to a vector in one store, best first: through the store's own index
-- where it has one, else by comparing them all. The index is partial, and the planner takes it only
-- when it reads the store and the model as constants: hence the statement made on the spot.
CREATE OR REPLACE FUNCTION retail.search_nearest(store text, model text, query public.halfvec, wanted integer)
RETURNS TABLE (product_id uuid, product_no integer, cosine double precision)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, pg_temp
SET hnsw.ef_search = 200 SET hnsw.iterative_scan = 'strict_order' AS $$
BEGIN
    IF EXISTS (SELECT FROM retail.embedding_models m WHERE m.store_id = store AND m.model = $2 AND m.is_indexed) THEN
        RETURN QUERY EXECUTE format(
            'SELECT p.product_id, p.product_no, 1 - near.distance
               FROM (SELECT e.product_id, e.embedding::public.halfvec(%1$s) OPERATOR(public.<=>) $1::public.halfvec(%1$s) AS distance
                       FROM retail.product_embeddings e WHERE e.store_id = %2$L AND e.embedding_model = %3$L
                      ORDER BY 2 LIMIT $2 * 2 + 20) near
               JOIN retail.products p ON p.store_id = %2$L AND p.product_id = near.product_id AND p.is_active
              ORDER BY near.distance, p.sku LIMIT $2', public.vector_dims(query), store, model) USING query, wanted;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT p.product_id, p.product_no, 1 - near.distance
      FROM (SELECT e.product_id, e.embedding OPERATOR(public.<=>) search_nearest.query AS distance
              FROM retail.product_embeddings e WHERE e.store_id = store AND e.embedding_model = $2) near
      JOIN retail.products p ON p.store_id = store AND p.product_id = near.product_id AND p.is_active
     ORDER BY near.distance, p.sku LIMIT wanted;
END $$;

-- A vector is of the text that it was made from: it goes with that text, in the same transaction. A
-- product analysed anew with its text unchanged keeps the vectors of models that read the text.
CREATE OR REPLACE FUNCTION retail.search_vectors_outdated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM retail.product_embeddings e
     USING removed r, retail.products p, retail.embedding_models m
     WHERE p.store_id = r.store_id AND p.product_no = r.product_no
       AND m.store_id = p.store_id
       AND e.store_id = m.store_id AND e.embedding_model = m.model AND e.product_id = p.product_id
       AND (m.provider = 'catalogue' OR e.embedding_text <> retail.embedding_text(p));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER search_vectors_outdated AFTER DELETE ON retail.search_documents
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION retail.search_vectors_outdated();

-- The name of the index over a store's vectors of one model.
CREATE OR REPLACE FUNCTION retail_sec.embedding_index(store text, of_model text) RETURNS name
LANGUAGE sql IMMUTABLE AS $$ SELECT ('product_embeddings_near_' || left(md5($1 || chr(31) || $2), 16))::name $$;

-- The next statement that brings the index over a store's vectors to where it should be, NULL once it
-- is there: a large store has one, except while a run replaces all of its vectors. A statement to be
-- run outside any transaction, so that it can be CONCURRENTLY and nobody waits for it.
CREATE OR REPLACE FUNCTION retail_sec.embedding_index_statement(store text, of_model text, is_replacing boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    least_products CONSTANT integer := 20000;
    index     name := retail_sec.embedding_index(store, of_model);
    is_wanted boolean := NOT is_replacing AND (SELECT count(*) >= least_products FROM retail.product_embeddings e
                                                WHERE e.store_id = store AND e.embedding_model = of_model);
    -- NULL: there is none; false: one whose making was interrupted
    is_valid  boolean := (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass(format('retail.%I', index)));
BEGIN
    IF NOT is_valid OR is_valid AND NOT is_wanted THEN
        RETURN format('DROP INDEX CONCURRENTLY retail.%I', index);
    ELSIF is_wanted AND is_valid IS NULL THEN
        RETURN format('CREATE INDEX CONCURRENTLY %I ON retail.product_embeddings USING hnsw ((embedding::public.halfvec(%s)) public.halfvec_cosine_ops)'
                      ' WHERE store_id = %L AND embedding_model = %L', index,
                      (SELECT m.dimensions FROM retail.embedding_models m WHERE m.store_id = store AND m.model = of_model), store, of_model);
    END IF;
    RETURN NULL;
END $$;

-- Says that a run is finished: the model answers from now on, and whoever keeps something about the
-- store's catalogue hears of it.
CREATE OR REPLACE FUNCTION retail_sec.finish_embedding(store text, of_model text, at_revision bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE retail.embedding_models m SET active = false WHERE m.store_id = store AND m.active AND m.model <> of_model;
    UPDATE retail.embedding_models m
       SET active = true, revision = at_revision,
           is_indexed = to_regclass(format('retail.%I', retail_sec.embedding_index(store, of_model))) IS NOT NULL
     WHERE m.store_id = store AND m.model = of_model;
    PERFORM retail_sec.next_catalogue_revision(store);
END $$;

REVOKE ALL ON FUNCTION retail.search_vectors_outdated(), retail_sec.embedding_index(text, text),
    retail_sec.embedding_index_statement(text, text, boolean),
    retail_sec.finish_embedding(text, text, bigint), retail.embedding_text(retail.products),
    retail.sum_term_vectors(text, text, text[], real[]), retail.search_meaning(text, text[], real[], text, public.vector),
    retail.search_nearest(text, text, public.halfvec, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.embedding_text(retail.products), retail.sum_term_vectors(text, text, text[], real[]),
    retail.search_meaning(text, text[], real[], text, public.vector),
    retail.search_nearest(text, text, public.halfvec, integer) TO mcp_user;
RESET ROLE;
