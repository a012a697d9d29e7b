-- From the terms of a query to its hits: the procedural part of sql/queries/search_products.sql, so
-- that a search pays for vectors, filters and numbers only where it has them.
SET ROLE retail_owner;

DROP FUNCTION IF EXISTS retail.search_admit(text, integer[], double precision[], double precision[], integer[], integer[], text, numeric, numeric, text[], boolean, boolean); -- its shape for one store
DROP FUNCTION IF EXISTS retail.search_in_stock(text, uuid[], text[]);

-- What a query asks of one store: its terms for whoever reads the answer; each lexeme once, heaviest
-- first, as search_score takes them; each term's lexeme and weight, as search_meaning does.
CREATE OR REPLACE FUNCTION retail.search_asked(store text, query text, literal boolean)
RETURNS TABLE (terms jsonb, lexemes text[], weights double precision[], products integer[],
               term_lexemes text[], term_weights real[], commonest integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    WITH term AS MATERIALIZED (
        SELECT t.*, t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5)) AS rarity
          FROM retail.search_stats s CROSS JOIN LATERAL retail.search_query_terms($1, $2, $3) t WHERE s.store_id = $1)
    SELECT every.terms, heaviest.lexemes, heaviest.weights, heaviest.products, every.lexemes, every.weights, every.commonest
      FROM (SELECT jsonb_agg(jsonb_build_object('store_id', $1, 'position', t."position", 'asked', t.asked, 'word', t.word,
                                                'lexeme', t.lexeme, 'reading', t.reading)) AS terms,
                   array_agg(t.lexeme) FILTER (WHERE t.lexeme IS NOT NULL) AS lexemes,
                   array_agg(t.weight::real) FILTER (WHERE t.lexeme IS NOT NULL) AS weights,
                   max(t.products) AS commonest
              FROM term t) every,
           -- aggregated in the order of the rows: an ORDER BY of each aggregate's own would sort thrice
           (SELECT array_agg(l.lexeme) AS lexemes, array_agg(l.weight) AS weights, array_agg(l.products) AS products
              FROM (SELECT t.lexeme, sum(t.rarity) AS weight, max(t.products) AS products
                      FROM term t WHERE t.lexeme IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1) l) heaviest
$$;

-- Those of some hits that pass the filters (NULL = no such filter). All but tags and stock come from
-- one covering index; wide rows are not touched. In PL/pgSQL, here and below, so that its plan is made
-- for a few hits whatever surrounds it. enough: where nothing filters, the hits of one store that match
-- less than half of the query matter only as the `enough` best of all, and most are not even looked
-- up; NULL = all are wanted.
CREATE OR REPLACE FUNCTION retail.search_admit(
    stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], categories integer[],
    only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer DEFAULT NULL)
RETURNS TABLE (store_id text, product_no integer, score double precision, matched double precision, rank integer,
               product_id uuid, sku text, price_e4 bigint, brand text, category_id integer, created_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 250 AS $$
DECLARE
    -- The best come first; a few more, for those that are no longer sold.
    least_score double precision := coalesce(scores[enough + 5], '-infinity');
    admitted    bigint;
BEGIN
    FOR is_rest IN 0 .. 1 LOOP
        RETURN QUERY
        SELECT h.store, h.number, h.score, h.matched, h.rank, p.product_id, p.sku, p.price_e4, p.brand, p.category_id, p.created_at
          FROM unnest(stores, numbers, scores, matches, ranks) AS h(store, number, score, matched, rank)
          JOIN retail.products p ON p.store_id = h.store AND p.product_no = h.number
         WHERE (h.score >= least_score OR h.matched >= 0.5 OR h.rank > 0) = (is_rest = 0)
           AND (p.is_active OR inactive)
           AND (categories IS NULL OR p.category_id = ANY (categories))
           AND (only_brand IS NULL OR lower(p.brand) = lower(only_brand))
           AND (price_min IS NULL OR p.price_e4 >= price_min * 10000)
           AND (price_max IS NULL OR p.price_e4 <= price_max * 10000)
           AND (only_tags IS NULL OR EXISTS (SELECT FROM retail.products t WHERE t.store_id = h.store AND t.product_no = h.number AND t.tags @> only_tags))
           AND (NOT in_stock OR EXISTS (SELECT FROM retail.inventory i
                                         WHERE i.store_id = h.store AND i.product_id = p.product_id AND i.on_hand > i.committed));
        EXIT WHEN least_score = '-infinity';
        GET DIAGNOSTICS admitted = ROW_COUNT;
        -- Whatever is missing may have been of the best, or of those that match.
        EXIT WHEN (SELECT admitted - count(*) FILTER (WHERE h.score < least_score AND h.rank = 0) >= enough
                          AND admitted > count(*) FILTER (WHERE h.matched < 0.5)
                     FROM unnest(scores, matches, ranks) AS h(score, matched, rank)
                    WHERE h.score >= least_score OR h.matched >= 0.5 OR h.rank > 0);
    END LOOP;
END $$;

-- The SKUs of those of some products of which something is available.
CREATE OR REPLACE FUNCTION retail.search_in_stock(stores text[], product_ids uuid[], skus text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 AS $$
BEGIN
    RETURN QUERY SELECT u.sku FROM unnest(stores, product_ids, skus) AS u(store, product_id, sku)
                   JOIN retail.inventory i ON i.store_id = u.store AND i.product_id = u.product_id AND i.on_hand > i.committed;
END $$;

-- How near those of some products that have a vector are to a query's.
CREATE OR REPLACE FUNCTION retail.search_cosines(store text, model text, query public.halfvec, product_ids uuid[])
RETURNS TABLE (product_id uuid, cosine double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 200 AS $$
BEGIN
    RETURN QUERY SELECT e.product_id, greatest(1 - (e.embedding OPERATOR(public.<=>) query), 0)
                   FROM retail.product_embeddings e
                  WHERE e.store_id = store AND e.embedding_model = model AND e.product_id = ANY (product_ids);
END $$;

-- The best products of some stores for a query, before filters, as parallel arrays (stores … ranks),
-- and how it was read. A filter that would leave fewer than `wanted` of the best goes over all that
-- match, so that it never hides one. directions: the query's vector in each store that has one.
--
-- Definer: a search looks into the index some ten times, and under row-level security each look asks
-- anew who is asking; here that is asked once. Every look-up below is into one of the stores that the
-- login has in context; products themselves are read by the caller, under its policies.
CREATE OR REPLACE FUNCTION retail.search_hits(
    asked_stores text[], query text, literal boolean, given_model text, given public.vector,
    categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer,
    OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[],
    OUT is_bounded boolean, OUT terms jsonb, OUT lexemes text[], OUT meaning jsonb,
    OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    most    CONSTANT integer := 2147483647;
    allowed text[];
    store   text;
    asked   record;
    model   record;
    named   record;
    is_wide boolean;
    place   integer;
    hits    integer[];      -- of one store: numbers, scores, …
    s       double precision[];
    m       double precision[];
    r       integer[];
BEGIN
    is_bounded := false;
    terms := '[]';
    meaning := '[]';
    allowed := retail.allowed_store_ids();
    FOREACH store IN ARRAY asked_stores LOOP
        CONTINUE WHEN store <> ALL (allowed);
        SELECT a.* INTO asked FROM retail.search_asked(store, query, literal) a;
        terms := terms || coalesce(asked.terms, '[]');
        lexemes := lexemes || asked.lexemes;
        SELECT coalesce(array_agg(h.product_no), '{}'), array_agg(h.score), array_agg(h.matched) INTO hits, s, m
          FROM retail.search_score(store, asked.lexemes, asked.weights, asked.products) h;

        SELECT a.* INTO model FROM retail.search_meaning(store, asked.term_lexemes, asked.term_weights, given_model, given) a;
        IF FOUND THEN
            is_wide := model.query IS NOT NULL AND coalesce(asked.commonest, 0) < 10;
            meaning := meaning || jsonb_build_object(
                'model', model.model, 'provider', model.provider, 'is_current', model.is_current, 'is_asked', model.query IS NOT NULL,
                'scan', CASE WHEN NOT is_wide THEN 'hits' WHEN model.is_indexed THEN 'index' ELSE 'exact' END);
            IF model.query IS NOT NULL THEN
                direction_stores := direction_stores || store;
                models := models || model.model;
                directions := directions || model.query;
            END IF;
            -- Where the words find little, the products nearest to the query are hits, too.
            IF is_wide THEN
                hits := hits || ARRAY(
                    SELECT n.product_no FROM retail.search_nearest(store, model.model, model.query, 50) n
                     WHERE n.cosine > 0.2
                       AND n.product_no <> ALL (ARRAY(SELECT p.product_no FROM retail.search_postings p
                                                       WHERE p.store_id = store AND p.lexeme = ANY (asked.lexemes))));
                place := cardinality(hits) - coalesce(cardinality(s), 0);
                s := s || array_fill(0::float8, ARRAY[place]);
                m := m || array_fill(0::float8, ARRAY[place]);
            END IF;
        END IF;

        r := array_fill(0, ARRAY[cardinality(hits)]);
        FOR named IN SELECT i.* FROM retail.search_identified(store, query) i LOOP
            place := array_position(hits, named.product_no);
            IF place IS NULL THEN
                place := cardinality(hits) + 1;
                hits[place] := named.product_no;
                s[place] := 0;
                m[place] := 1;
            END IF;
            r[place] := named.rank;
        END LOOP;

        -- As many as search_score returns: there may be more.
        is_bounded := is_bounded OR cardinality(hits) >= 250;
        stores := stores || array_fill(store, ARRAY[cardinality(hits)]);
        numbers := numbers || hits;
        scores := scores || s;
        matches := matches || m;
        ranks := ranks || r;
    END LOOP;

    IF is_bounded AND num_nonnulls(categories, only_brand, price_min, price_max, stock, only_tags) > 0
       AND wanted > (SELECT count(*) FROM retail.search_admit(stores, numbers, scores, matches, ranks, categories, only_brand,
                                                              price_min, price_max, only_tags, stock IS NOT DISTINCT FROM 'here', inactive)) THEN
        FOREACH store IN ARRAY asked_stores LOOP
            CONTINUE WHEN store <> ALL (allowed);
            SELECT a.* INTO asked FROM retail.search_asked(store, query, literal) a;
            SELECT array_agg(h.product_no), array_agg(h.score), array_agg(h.matched), array_agg(0) INTO hits, s, m, r
              FROM retail.search_score(store, asked.lexemes, asked.weights, asked.products, most, most, most) h
             WHERE h.product_no NOT IN (SELECT o.number FROM unnest(stores, numbers) AS o(store_id, number) WHERE o.store_id = store);
            stores := stores || array_fill(store, ARRAY[coalesce(cardinality(hits), 0)]);
            numbers := numbers || hits;
            scores := scores || s;
            matches := matches || m;
            ranks := ranks || r;
        END LOOP;
    END IF;
END $$;

REVOKE ALL ON FUNCTION retail.search_asked(text, text, boolean),
    retail.search_admit(text[], integer[], double precision[], double precision[], integer[], integer[], text, numeric, numeric, text[], boolean, boolean, integer),
    retail.search_in_stock(text[], uuid[], text[]), retail.search_cosines(text, text, public.halfvec, uuid[]),
    retail.search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.search_asked(text, text, boolean),
    retail.search_admit(text[], integer[], double precision[], double precision[], integer[], integer[], text, numeric, numeric, text[], boolean, boolean, integer),
    retail.search_in_stock(text[], uuid[], text[]), retail.search_cosines(text, text, public.halfvec, uuid[]),
    retail.search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer) TO mcp_user;
RESET ROLE;
