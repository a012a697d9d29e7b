-- From the terms of a query to its hits: the procedural part of sql/queries/search_products.sql, so
-- that a search pays for vectors, filters and numbers only where it has them.
SET ROLE retail_owner;

DROP FUNCTION IF EXISTS retail.search_in_stock(text, uuid[], text[]);
DROP FUNCTION IF EXISTS retail.search_in_stock(text[], uuid[], text[]);
-- their shapes for one store, and before hits told their words
DROP FUNCTION IF EXISTS retail.search_asked(text, text, boolean);
DROP FUNCTION IF EXISTS retail.search_admit(text, integer[], double precision[], double precision[], integer[], integer[], text, numeric, numeric, text[], boolean, boolean);
DROP FUNCTION IF EXISTS retail.search_admit(text[], integer[], double precision[], double precision[], integer[], integer[], text, numeric, numeric, text[], boolean, boolean, integer);
DROP FUNCTION IF EXISTS retail.search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer);

-- What a query asks of one store: what whoever reads the answer is told of it, its lexemes and terms as
-- JSON; each lexeme once, heaviest first, as search_score takes them; each term's lexeme and weight, as
-- search_meaning does.
CREATE OR REPLACE FUNCTION retail.search_asked(store text, query text, literal boolean)
RETURNS TABLE (told jsonb, lexemes text[], weights double precision[], products integer[],
               term_lexemes text[], term_weights real[], commonest integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    WITH term AS MATERIALIZED (
        SELECT t.*, t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5)) AS rarity
          FROM retail.search_stats s CROSS JOIN LATERAL retail.search_query_terms($1, $2, $3) t WHERE s.store_id = $1)
    SELECT jsonb_build_object('store_id', $1, 'lexemes', coalesce(heaviest.lexemes, '{}'), 'terms', coalesce(every.terms, '[]')),
           heaviest.lexemes, heaviest.weights, heaviest.products, every.lexemes, every.weights, every.commonest
      FROM (SELECT jsonb_agg(jsonb_build_object('position', t."position", 'asked', t.asked, 'word', t.word,
                                                'lexeme', t.lexeme, 'reading', t.reading)) AS terms,
                   array_agg(t.lexeme) FILTER (WHERE t.lexeme IS NOT NULL) AS lexemes,
                   array_agg(t.weight::real) FILTER (WHERE t.lexeme IS NOT NULL) AS weights,
                   max(t.products) AS commonest
              FROM term t) every,
           -- aggregated in the order of the rows: an ORDER BY of each aggregate's own would sort thrice
           (SELECT array_agg(l.lexeme) AS lexemes, array_agg(l.weight) AS weights, array_agg(l.products) AS products
              FROM (SELECT t.lexeme, sum(t.rarity) AS weight, max(t.products) AS products
                      FROM term t WHERE t.lexeme IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 63) l) heaviest
$$;

-- Those of some hits that pass the filters (NULL = no such filter), with what the answer tells of each.
-- In PL/pgSQL, here and below, so that its plan is made for a few hits whatever surrounds it. enough:
-- where nothing filters, what is needed are the `enough` best and what matches half of the query; the
-- others, and those of rank -1, are looked up only if that leaves too few. NULL = all are wanted.
CREATE OR REPLACE FUNCTION retail.search_admit(
    stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[],
    only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer DEFAULT NULL)
RETURNS TABLE (store_id text, score double precision, matched double precision, rank integer, words bigint, product_id uuid, sku text,
               product_name text, price numeric, brand text, category_id integer, created_at timestamptz, available numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 250 AS $$
DECLARE
    -- The best come first; a few more, for those that are no longer sold.
    least_score double precision := coalesce(scores[enough + 5], '-infinity');
    admitted    bigint;
BEGIN
    FOR is_rest IN 0 .. 1 LOOP
        RETURN QUERY
        SELECT h.store, h.score, h.matched, h.rank, h.words, p.product_id, p.sku, p.product_name, p.price, p.brand, p.category_id,
               p.created_at, coalesce(i.on_hand - i.committed, 0)
          FROM unnest(stores, numbers, scores, matches, ranks, masks) AS h(store, number, score, matched, rank, words)
          JOIN retail.products p ON p.store_id = h.store AND p.product_no = h.number
          LEFT JOIN retail.inventory i ON i.store_id = h.store AND i.product_id = p.product_id
         WHERE (enough IS NULL OR h.rank > 0 OR h.rank = 0 AND (h.score >= least_score OR h.matched >= 0.5)) = (is_rest = 0)
           AND (p.is_active OR inactive)
           AND (categories IS NULL OR p.category_id = ANY (categories))
           AND (only_brand IS NULL OR lower(p.brand) = lower(only_brand))
           AND (price_min IS NULL OR p.price >= price_min)
           AND (price_max IS NULL OR p.price <= price_max)
           AND (only_tags IS NULL OR p.tags @> only_tags)
           AND (NOT in_stock OR i.on_hand > i.committed);
        EXIT WHEN enough IS NULL OR cardinality(numbers) < enough + 5 AND -1 <> ALL (ranks);
        GET DIAGNOSTICS admitted = ROW_COUNT;
        -- Whatever is missing may have been of the best, or of those that match.
        EXIT WHEN (SELECT admitted - count(*) FILTER (WHERE h.score < least_score AND h.rank = 0) >= enough
                          AND admitted > count(*) FILTER (WHERE h.matched < 0.5)
                     FROM unnest(scores, matches, ranks) AS h(score, matched, rank)
                    WHERE h.rank > 0 OR h.rank = 0 AND (h.score >= least_score OR h.matched >= 0.5));
    END LOOP;
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

-- Whether a store has a brand that is spelled like a word of a text or two beside each other, as typed, in
-- capitals or with capital initials. A quick look, where search_named_brand reads closely.
CREATE OR REPLACE FUNCTION retail.search_speaks_of_brand(store text, content text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    words  text[] := regexp_split_to_array(btrim(content), '\s+');
    brands text[];
BEGIN
    FOR i IN 1 .. least(cardinality(words), 40) LOOP
        brands := brands || words[i] || initcap(words[i]) || upper(words[i]);
        IF i > 1 THEN
            content := words[i - 1] || ' ' || words[i];
            brands := brands || content || initcap(content) || upper(content);
        END IF;
    END LOOP;
    RETURN EXISTS (SELECT FROM retail.products p WHERE p.store_id = store AND p.brand = ANY (brands));
END $$;

-- The best products of some stores for a query, before filters, as parallel arrays (stores … masks),
-- and how it was read. A filter that would leave fewer than `wanted` of the best goes over all that
-- match, so that it never hides one. ranks: 2 and 1 as search_identified tells them; -1 for what comes
-- after the `sample` best where more match than are counted, and where nothing but the words orders
-- them (by_words, and no brand is spoken of). directions: the query's vector in each store that has one.
--
-- Definer: a search looks into the index some ten times, and under row-level security each look asks
-- anew who is asking; here that is asked once. Every look-up below is into one of the stores that the
-- login has in context; products themselves are read by the caller, under its policies.
CREATE OR REPLACE FUNCTION retail.search_hits(
    asked_stores text[], query text, literal boolean, given_model text, given public.vector,
    categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean,
    OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[],
    OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb,
    OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    most    CONSTANT integer := 2147483647;
    -- What search_score returns at most; so many of more are ordered first, and stand for all.
    bound   CONSTANT integer := 250;
    sample  CONSTANT integer := 100;
    filters CONSTANT integer := num_nonnulls(categories, only_brand, price_min, price_max, stock, only_tags);
    allowed text[];
    store   text;
    q       record;
    model   record;
    named   record;
    is_wide boolean;
    place   integer;
    hits    integer[];      -- of one store: numbers, scores, …
    s       double precision[];
    m       double precision[];
    r       integer[];
    w       bigint[];
BEGIN
    is_bounded := false;
    asked := '[]';
    meaning := '[]';
    allowed := retail.allowed_store_ids();
    FOREACH store IN ARRAY asked_stores LOOP
        CONTINUE WHEN store <> ALL (allowed);
        SELECT a.* INTO q FROM retail.search_asked(store, query, literal) a;
        asked := asked || q.told;
        SELECT coalesce(array_agg(h.product_no), '{}'), array_agg(h.score), array_agg(h.matched), array_agg(h.words) INTO hits, s, m, w
          FROM retail.search_score(store, q.lexemes, q.weights, q.products) h;

        SELECT a.* INTO model FROM retail.search_meaning(store, q.term_lexemes, q.term_weights, given_model, given) a;
        IF FOUND THEN
            is_wide := model.query IS NOT NULL AND coalesce(q.commonest, 0) < 10;
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
                                                       WHERE p.store_id = store AND p.lexeme = ANY (q.lexemes))));
                place := cardinality(hits) - coalesce(cardinality(s), 0);
                s := s || array_fill(0::float8, ARRAY[place]);
                m := m || array_fill(0::float8, ARRAY[place]);
                w := w || array_fill(0::bigint, ARRAY[place]);
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
                w[place] := 0;
            END IF;
            r[place] := named.rank;
        END LOOP;

        is_bounded := is_bounded OR cardinality(hits) >= bound;
        IF cardinality(hits) >= bound AND cardinality(asked_stores) = 1 AND by_words AND filters = 0 AND model.query IS NULL
           AND NOT retail.search_speaks_of_brand(store, query) THEN
            FOR i IN sample + 1 .. cardinality(hits) LOOP
                r[i] := CASE WHEN r[i] = 0 THEN -1 ELSE r[i] END;
            END LOOP;
        END IF;
        stores := stores || array_fill(store, ARRAY[cardinality(hits)]);
        numbers := numbers || hits;
        scores := scores || s;
        matches := matches || m;
        ranks := ranks || r;
        masks := masks || w;
    END LOOP;

    IF is_bounded AND filters > 0 AND wanted > (SELECT count(DISTINCT a.sku) FROM retail.search_admit(stores, numbers, scores, matches, ranks, masks, categories, only_brand,
                                                                               price_min, price_max, only_tags, stock IS NOT DISTINCT FROM 'here', inactive) a
                   WHERE stock IS NULL OR a.available > 0) THEN
        FOREACH store IN ARRAY asked_stores LOOP
            CONTINUE WHEN store <> ALL (allowed);
            SELECT a.* INTO q FROM retail.search_asked(store, query, literal) a;
            SELECT array_agg(h.product_no), array_agg(h.score), array_agg(h.matched), array_agg(0), array_agg(h.words) INTO hits, s, m, r, w
              FROM retail.search_score(store, q.lexemes, q.weights, q.products, most, most, most) h
             WHERE h.product_no NOT IN (SELECT o.number FROM unnest(stores, numbers) AS o(store_id, number) WHERE o.store_id = store);
            stores := stores || array_fill(store, ARRAY[coalesce(cardinality(hits), 0)]);
            numbers := numbers || hits;
            scores := scores || s;
            matches := matches || m;
            ranks := ranks || r;
            masks := masks || w;
        END LOOP;
    END IF;
END $$;

REVOKE ALL ON FUNCTION retail.search_asked(text, text, boolean),
    retail.search_admit(text[], integer[], double precision[], double precision[], integer[], bigint[], integer[], text, numeric, numeric, text[], boolean, boolean, integer),
    retail.search_cosines(text, text, public.halfvec, uuid[]), retail.search_speaks_of_brand(text, text),
    retail.search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.search_asked(text, text, boolean),
    retail.search_admit(text[], integer[], double precision[], double precision[], integer[], bigint[], integer[], text, numeric, numeric, text[], boolean, boolean, integer),
    retail.search_cosines(text, text, public.halfvec, uuid[]), retail.search_speaks_of_brand(text, text),
    retail.search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer, boolean) TO mcp_user;
RESET ROLE;
