-- The search index of a store, kept by triggers in the transaction that changes the products, whoever
-- wrote them. A change of text takes the lock on the store's row in search_stats first, so writers of
-- text in one store queue up and never deadlock over a word; changes of price or stock do nothing here.
SET ROLE retail_owner;

-- A category's name with those above it: "Tools > Power tools > Drills".
CREATE OR REPLACE FUNCTION retail.category_path(category integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE path AS (
        SELECT c.category_name, c.parent_category_id, 1 AS depth
          FROM retail.product_categories c WHERE c.category_id = category
        UNION ALL
        SELECT c.category_name, c.parent_category_id, path.depth + 1
          FROM path JOIN retail.product_categories c ON c.category_id = path.parent_category_id
         WHERE path.depth < 20)
    SELECT string_agg(path.category_name, ' > ' ORDER BY path.depth DESC) FROM path
$$;
GRANT EXECUTE ON FUNCTION retail.category_path(integer) TO mcp_user;

-- The values of a product's further attributes; of those that are just true, the name.
CREATE OR REPLACE FUNCTION retail.search_attributes(metadata jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE a.value WHEN 'true' THEN replace(a.key, '_', ' ') ELSE a.value END, ' , ' ORDER BY a.key)
      FROM jsonb_each_text(CASE WHEN jsonb_typeof(metadata) = 'object' THEN metadata ELSE '{}' END) a
     WHERE a.value NOT IN ('false', '')
$$;

-- A product as it is searched. Weights: title 1, brand and model ½, description and category ¼,
-- attributes 0.1; what kind of thing it is counts again by ½ and ¼, which puts drills above drill bits.
CREATE OR REPLACE FUNCTION retail.search_document(product retail.products, language text, lexicon retail_sec.search_lexicon)
RETURNS retail.search_documents
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    weights    CONSTANT real[] := '{1, 0.5, 0.25, 0.1, 0.5, 0.25}';
    dictionary regdictionary := retail.search_dictionary(language);
    head       text[] := retail.search_head(product.product_name, language, lexicon);
    -- Found whole, and not counted into the length.
    identifiers text[] := ARRAY[retail.search_identifier(product.sku), retail.search_identifier(product.barcode),
                                retail.search_identifier(product.model)];
    words      text[];
    document   retail.search_documents;
BEGIN
    words := retail.search_words(concat_ws(' ' || chr(31) || ' ',
        product.product_name,
        concat(product.brand, ' , ', product.model),
        concat(left(product.product_description, 8000), ' , ', retail.category_path(product.category_id)),
        concat_ws(' , ', product.color, product.size, product.dimensions_cm, array_to_string(product.tags, ' , '),
                  retail.search_attributes(product.metadata)),
        coalesce(head[1], ''), coalesce(head[2], '')), lexicon);

    WITH words AS (
        SELECT w.word, 1 + count(*) FILTER (WHERE w.word = chr(31)) OVER (ORDER BY w.position) AS field
          FROM unnest(words) WITH ORDINALITY AS w(word, position)),
    lexemes AS (
        SELECT retail.search_lexeme(w.word, dictionary) AS lexeme, weights[w.field] AS weight
          FROM words w WHERE w.word <> chr(31)),
    frequencies AS (
        SELECT l.lexeme, sum(l.weight)::real AS frequency, sum(l.weight) AS length
          FROM lexemes l WHERE l.lexeme IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT DISTINCT i, 1::real, 0::real FROM unnest(identifiers) AS i WHERE i IS NOT NULL)
    SELECT array_agg(f.lexeme), array_agg(f.frequency), greatest(sum(f.length), 1)
      INTO document.lexemes, document.frequencies, document.length FROM frequencies f;

    WITH neighbours AS MATERIALIZED (
        SELECT w.word, lead(w.word) OVER (ORDER BY w.position) AS next, w.word !~ '[0-9#\u001f]' AS is_word
          FROM unnest(words) WITH ORDINALITY AS w(word, position))
    SELECT coalesce(array_agg(DISTINCT n.word) FILTER (WHERE length(n.word) BETWEEN 2 AND 30), '{}'),
           coalesce(array_agg(DISTINCT n.word || ' ' || n.next)
                        FILTER (WHERE n.next !~ '[0-9#\u001f]' AND length(n.word) + length(n.next) <= 60), '{}')
      INTO document.words, document.pairs FROM neighbours n WHERE n.is_word;
    document.store_id := product.store_id;
    document.product_no := product.product_no;
    RETURN document;
END $$;

-- The weight of a lexeme in a document (BM25 without the lexeme's rarity, which is weighed in at query
-- time). These two constants live here and nowhere else.
CREATE OR REPLACE FUNCTION retail.search_impact(frequency real, length real, pivot real) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (frequency * 1.5 / (frequency + 0.5 * (0.4 + 0.6 * length / pivot)))::real
$$;

-- Locks the store's statistics for the rest of the transaction; the first thing in each change of text.
CREATE OR REPLACE FUNCTION retail.search_lock(store text) RETURNS retail.search_stats
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stats retail.search_stats;
BEGIN
    INSERT INTO retail.search_stats (store_id, language)
    SELECT s.store_id, retail.search_language(s.language) FROM retail.stores s WHERE s.store_id = store
    ON CONFLICT (store_id) DO NOTHING;
    SELECT s.* INTO stats FROM retail.search_stats s WHERE s.store_id = store FOR UPDATE;
    RETURN stats;
END $$;

-- Counts documents in (sign 1) or out (-1) of the store's terms, vocabulary and neighbouring words.
CREATE OR REPLACE FUNCTION retail.search_count(store text, numbers integer[], sign integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO retail.search_terms AS t (store_id, lexeme, products)
    SELECT store, u.lexeme, sign * count(*) FROM retail.search_documents d, unnest(d.lexemes) AS u(lexeme)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, lexeme) DO UPDATE SET products = t.products + excluded.products;
    INSERT INTO retail.search_vocabulary AS v (store_id, word, products)
    SELECT store, u.word, sign * count(*) FROM retail.search_documents d, unnest(d.words) AS u(word)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, word) DO UPDATE SET products = v.products + excluded.products;
    INSERT INTO retail.search_words AS w (store_id, pair, products)
    SELECT store, u.pair, sign * count(*) FROM retail.search_documents d, unnest(d.pairs) AS u(pair)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, pair) DO UPDATE SET products = w.products + excluded.products;

    UPDATE retail.search_stats s
       SET products = s.products + sign * d.products, total_length = s.total_length + sign * d.length, revision = s.revision + 1
      FROM (SELECT count(*) AS products, coalesce(sum(d.length::float8), 0) AS length FROM retail.search_documents d
             WHERE d.store_id = store AND d.product_no = ANY (numbers)) d
     WHERE s.store_id = store;
END $$;

-- Weighs every posting of the store anew once the mean length of its documents has left the pivot
-- by a quarter; a store that is just being filled gets its pivot before the first posting is written.
CREATE OR REPLACE FUNCTION retail.search_balance(store text) RETURNS real
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stats retail.search_stats;
    mean  real;
BEGIN
    SELECT s.* INTO stats FROM retail.search_stats s WHERE s.store_id = store;
    mean := stats.total_length / nullif(stats.products, 0);
    IF mean IS NULL OR mean BETWEEN stats.pivot * 0.75 AND stats.pivot * 1.25 THEN
        RETURN stats.pivot;
    END IF;
    UPDATE retail.search_stats s SET pivot = mean WHERE s.store_id = store;
    UPDATE retail.search_postings p SET impact = retail.search_impact(u.frequency, d.length, mean)
      FROM retail.search_documents d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     WHERE d.store_id = store AND p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = d.product_no;
    RETURN mean;
END $$;

-- Takes products into the index. They must not be in it.
CREATE OR REPLACE FUNCTION retail.search_add(store text, numbers integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stats   retail.search_stats := retail.search_lock(store);
    lexicon retail_sec.search_lexicon := retail.search_lexicon_of(stats.language);
    pivot   real;
BEGIN
    INSERT INTO retail.search_documents
    SELECT d.* FROM retail.products p CROSS JOIN LATERAL retail.search_document(p, stats.language, lexicon) d
     WHERE p.store_id = store AND p.product_no = ANY (numbers);
    PERFORM retail.search_count(store, numbers, 1);
    pivot := retail.search_balance(store);
    INSERT INTO retail.search_postings (store_id, lexeme, product_no, impact)
    SELECT store, u.lexeme, d.product_no, retail.search_impact(u.frequency, d.length, pivot)
      FROM retail.search_documents d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     WHERE d.store_id = store AND d.product_no = ANY (numbers)
     ORDER BY 2, 3;
END $$;

-- Takes products out of the index; those that are not in it are passed over.
CREATE OR REPLACE FUNCTION retail.search_remove(store text, numbers integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM retail.search_lock(store);
    PERFORM retail.search_count(store, numbers, -1);
    DELETE FROM retail.search_postings p
     USING retail.search_documents d, unnest(d.lexemes) AS u(lexeme)
     WHERE d.store_id = store AND d.product_no = ANY (numbers)
       AND p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = d.product_no;
    WITH removed AS (
        DELETE FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers)
        RETURNING d.lexemes, d.words, d.pairs),
    terms AS (
        DELETE FROM retail.search_terms t WHERE t.store_id = store AND t.products <= 0
           AND t.lexeme IN (SELECT u.lexeme FROM removed r, unnest(r.lexemes) AS u(lexeme))),
    vocabulary AS (
        DELETE FROM retail.search_vocabulary v WHERE v.store_id = store AND v.products <= 0
           AND v.word IN (SELECT u.word FROM removed r, unnest(r.words) AS u(word)))
    DELETE FROM retail.search_words w WHERE w.store_id = store AND w.products <= 0
       AND w.pair IN (SELECT u.pair FROM removed r, unnest(r.pairs) AS u(pair));
END $$;

-- Analyses products anew whose text has changed. Of a few, what both texts have is not taken out and put
-- in again: most of a product's words outlive a change.
CREATE OR REPLACE FUNCTION retail.search_replace(store text, numbers integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stats   retail.search_stats;
    lexicon retail_sec.search_lexicon;
    old     retail.search_documents[];
    fresh   retail.search_documents[];
    pivot   real;
BEGIN
    IF cardinality(numbers) > 100 THEN
        PERFORM retail.search_remove(store, numbers);
        PERFORM retail.search_add(store, numbers);
        RETURN;
    END IF;
    stats := retail.search_lock(store);
    lexicon := retail.search_lexicon_of(stats.language);
    old := ARRAY(SELECT d FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers));
    fresh := ARRAY(SELECT d FROM retail.products p CROSS JOIN LATERAL retail.search_document(p, stats.language, lexicon) d
                    WHERE p.store_id = store AND p.product_no = ANY (numbers));

    INSERT INTO retail.search_terms AS t (store_id, lexeme, products)
    SELECT store, u.lexeme, sum(u.sign)
      FROM (SELECT unnest(d.lexemes) AS lexeme, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.lexemes), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, lexeme) DO UPDATE SET products = t.products + excluded.products;
    INSERT INTO retail.search_vocabulary AS v (store_id, word, products)
    SELECT store, u.word, sum(u.sign)
      FROM (SELECT unnest(d.words) AS word, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.words), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, word) DO UPDATE SET products = v.products + excluded.products;
    INSERT INTO retail.search_words AS w (store_id, pair, products)
    SELECT store, u.pair, sum(u.sign)
      FROM (SELECT unnest(d.pairs) AS pair, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.pairs), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, pair) DO UPDATE SET products = w.products + excluded.products;
    DELETE FROM retail.search_terms t WHERE t.store_id = store AND t.products <= 0
       AND t.lexeme = ANY (ARRAY(SELECT unnest(d.lexemes) FROM unnest(old) d));
    DELETE FROM retail.search_vocabulary v WHERE v.store_id = store AND v.products <= 0
       AND v.word = ANY (ARRAY(SELECT unnest(d.words) FROM unnest(old) d));
    DELETE FROM retail.search_words w WHERE w.store_id = store AND w.products <= 0
       AND w.pair = ANY (ARRAY(SELECT unnest(d.pairs) FROM unnest(old) d));
    UPDATE retail.search_stats s
       SET products = s.products + cardinality(fresh) - cardinality(old), revision = s.revision + 1,
           total_length = s.total_length + (SELECT coalesce(sum(d.length::float8), 0) FROM unnest(fresh) d)
                                         - (SELECT coalesce(sum(d.length::float8), 0) FROM unnest(old) d)
     WHERE s.store_id = store;

    DELETE FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers);
    INSERT INTO retail.search_documents SELECT d.* FROM unnest(fresh) d;
    pivot := retail.search_balance(store);
    DELETE FROM retail.search_postings p
     USING (SELECT d.product_no, unnest(d.lexemes) AS lexeme FROM unnest(old) d
            EXCEPT SELECT d.product_no, unnest(d.lexemes) FROM unnest(fresh) d) gone
     WHERE p.store_id = store AND p.lexeme = gone.lexeme AND p.product_no = gone.product_no;
    INSERT INTO retail.search_postings AS p (store_id, lexeme, product_no, impact)
    SELECT store, u.lexeme, d.product_no, retail.search_impact(u.frequency, d.length, pivot)
      FROM unnest(fresh) d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     ORDER BY 2, 3
    ON CONFLICT (store_id, lexeme, product_no) DO UPDATE SET impact = excluded.impact WHERE p.impact <> excluded.impact;
END $$;

-- Analyses a whole store anew: its language or the lexicon has changed.
CREATE OR REPLACE FUNCTION retail.search_rebuild(store text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM retail.search_lock(store);
    DELETE FROM retail.search_documents d WHERE d.store_id = store;
    DELETE FROM retail.search_postings p WHERE p.store_id = store;
    DELETE FROM retail.search_terms t WHERE t.store_id = store;
    DELETE FROM retail.search_vocabulary v WHERE v.store_id = store;
    DELETE FROM retail.search_words w WHERE w.store_id = store;
    UPDATE retail.search_stats s
       SET products = 0, total_length = 0, revision = s.revision + 1,
           language = coalesce((SELECT retail.search_language(t.language) FROM retail.stores t WHERE t.store_id = store), s.language)
     WHERE s.store_id = store;
    PERFORM retail.search_add(store, (SELECT coalesce(array_agg(p.product_no), '{}') FROM retail.products p WHERE p.store_id = store));
END $$;

CREATE OR REPLACE FUNCTION retail.search_products_inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM retail.search_add(a.store_id, a.numbers)
       FROM (SELECT store_id, array_agg(product_no) AS numbers FROM added GROUP BY store_id ORDER BY store_id) a;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION retail.search_products_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM retail.search_remove(r.store_id, r.numbers)
       FROM (SELECT store_id, array_agg(product_no) AS numbers FROM removed GROUP BY store_id ORDER BY store_id) r;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION retail.search_products_updated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    change record;
BEGIN
    FOR change IN
        SELECT coalesce(o.store_id, n.store_id) AS store_id,
               array_agg(o.product_no) FILTER (WHERE o.product_no IS NOT NULL) AS removed,
               array_agg(n.product_no) FILTER (WHERE n.product_no IS NOT NULL) AS added
          FROM removed o FULL JOIN added n ON n.store_id = o.store_id AND n.product_no = o.product_no
         WHERE (o.product_name, o.product_description, o.category_id, o.brand, o.model, o.color, o.size,
                o.dimensions_cm, o.sku, o.barcode, o.tags, o.metadata)
               IS DISTINCT FROM
               (n.product_name, n.product_description, n.category_id, n.brand, n.model, n.color, n.size,
                n.dimensions_cm, n.sku, n.barcode, n.tags, n.metadata)
            OR o.product_no IS NULL OR n.product_no IS NULL
         GROUP BY 1 ORDER BY 1
    LOOP
        IF change.removed = change.added THEN
            PERFORM retail.search_replace(change.store_id, change.added);
        ELSE
            PERFORM retail.search_remove(change.store_id, change.removed) WHERE change.removed IS NOT NULL;
            PERFORM retail.search_add(change.store_id, change.added) WHERE change.added IS NOT NULL;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION retail.search_products_truncated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    TRUNCATE retail.search_documents, retail.search_postings, retail.search_terms, retail.search_vocabulary,
             retail.search_words, retail.search_stats;
    RETURN NULL;
END $$;

-- Products carry the names of their categories: a renamed or moved category is analysed anew with
-- everything below it.
CREATE OR REPLACE FUNCTION retail.search_category_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    change record;
BEGIN
    FOR change IN
        WITH RECURSIVE branch AS (
            SELECT NEW.category_id AS category_id
            UNION
            SELECT c.category_id FROM branch JOIN retail.product_categories c ON c.parent_category_id = branch.category_id)
        SELECT p.store_id, array_agg(p.product_no) AS numbers
          FROM branch JOIN retail.products p ON p.category_id = branch.category_id
         GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM retail.search_replace(change.store_id, change.numbers);
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION retail.search_language_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM retail.search_rebuild(NEW.store_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER search_inserted AFTER INSERT ON retail.products
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_inserted();
CREATE OR REPLACE TRIGGER search_updated AFTER UPDATE ON retail.products
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_updated();
CREATE OR REPLACE TRIGGER search_deleted AFTER DELETE ON retail.products
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_deleted();
CREATE OR REPLACE TRIGGER search_truncated AFTER TRUNCATE ON retail.products
    FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_truncated();
CREATE OR REPLACE TRIGGER search_category_changed AFTER UPDATE OF category_name, parent_category_id ON retail.product_categories
    FOR EACH ROW WHEN ((OLD.category_name, OLD.parent_category_id) IS DISTINCT FROM (NEW.category_name, NEW.parent_category_id))
    EXECUTE FUNCTION retail.search_category_changed();
CREATE OR REPLACE TRIGGER search_language_changed AFTER UPDATE OF language ON retail.stores
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language) EXECUTE FUNCTION retail.search_language_changed();

CALL retail_sec.protect('retail.search_stats');
CALL retail_sec.protect('retail.search_documents');
CALL retail_sec.protect('retail.search_postings');
CALL retail_sec.protect('retail.search_terms');
CALL retail_sec.protect('retail.search_vocabulary');
CALL retail_sec.protect('retail.search_words');
RESET ROLE;
