-- What the relevance benchmark compares the search with, over the store in bench.store: functions from
-- a query to ranked products, and the search without one of its parts. bench.query and bench.store are
-- filled by the program.
CREATE SCHEMA bench;
CREATE TABLE bench.store (store_id text);
CREATE TABLE bench.query (id integer PRIMARY KEY, kind text, typed text, patterns text[], lowest numeric, highest numeric);
CREATE TABLE bench.graded (id integer, product_no integer, grade integer, PRIMARY KEY (id, product_no));
CREATE TABLE bench.ranked (variant text, is_misspelt boolean, id integer, product_no integer, place bigint);

-- Baseline 1: PostgreSQL's full text search as the manual shows it; all words, and where that finds
-- nothing any of them, by ts_rank.
CREATE TABLE bench.fulltext (product_no integer PRIMARY KEY, document tsvector);
CREATE INDEX ON bench.fulltext USING gin (document);
CREATE INDEX ON bench.fulltext USING gin (document);
CREATE FUNCTION bench.rank_fulltext(query text) RETURNS TABLE (product_no integer, score float8) LANGUAGE plpgsql STABLE AS $$
DECLARE
    all_words tsquery := plainto_tsquery('english', query);
BEGIN
    RETURN QUERY SELECT f.product_no, ts_rank(f.document, all_words)::float8 FROM bench.fulltext f WHERE f.document @@ all_words;
    IF NOT FOUND AND numnode(all_words) > 0 THEN
        all_words := replace(all_words::text, ' & ', ' | ')::tsquery;
        RETURN QUERY SELECT f.product_no, ts_rank(f.document, all_words)::float8 FROM bench.fulltext f WHERE f.document @@ all_words;
    END IF;
END $$;

-- Baseline 2: BM25 (k1 1.2, b 0.75) over the same stemmed words.
CREATE TABLE bench.bm25 (lexeme text, product_no integer, frequency float8, length float8, PRIMARY KEY (lexeme, product_no));
CREATE FUNCTION bench.rank_bm25(query text) RETURNS TABLE (product_no integer, score float8) LANGUAGE sql STABLE AS $$
    WITH collection AS (SELECT count(*)::float8 AS n, avg(length) AS mean FROM (SELECT DISTINCT product_no, length FROM bench.bm25) d),
    term AS (SELECT q.lexeme, count(b.product_no) AS df FROM unnest(to_tsvector('english', query)) q JOIN bench.bm25 b USING (lexeme) GROUP BY 1)
    SELECT b.product_no, sum(ln(1 + (c.n - t.df + 0.5) / (t.df + 0.5)) * b.frequency * 2.2 / (b.frequency + 1.2 * (0.25 + 0.75 * b.length / c.mean)))
      FROM collection c, term t JOIN bench.bm25 b USING (lexeme) GROUP BY 1
$$;

-- Grades the queries, and fills what the baselines search: what is still sold.
CREATE FUNCTION bench.load() RETURNS void LANGUAGE sql AS $$
    INSERT INTO bench.graded
    SELECT q.id, p.product_no, 4 - min(a.place) FROM bench.query q
     CROSS JOIN unnest(q.patterns) WITH ORDINALITY AS a(pattern, place)
      JOIN retail.products p ON p.store_id = (SELECT store_id FROM bench.store) AND p.is_active AND p.product_name ~* a.pattern
     WHERE a.pattern <> '-' AND p.price > coalesce(q.lowest, -1) AND p.price < coalesce(q.highest, 1e9) GROUP BY 1, 2;
    INSERT INTO bench.fulltext
    SELECT product_no, to_tsvector('english', concat_ws(' ', product_name, brand, product_description, array_to_string(tags, ' ')))
      FROM retail.products WHERE store_id = (SELECT store_id FROM bench.store) AND is_active;
    INSERT INTO bench.bm25
    SELECT u.lexeme, f.product_no, cardinality(u.positions), sum(cardinality(u.positions)) OVER (PARTITION BY f.product_no)
      FROM bench.fulltext f, unnest(f.document) u;
$$;

-- Keeps what a variant found for a query.
CREATE FUNCTION bench.note(variant text, is_misspelt boolean, id integer, skus text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO bench.ranked
    SELECT $1, $2, $3, p.product_no, s.place FROM unnest(skus) WITH ORDINALITY AS s(sku, place)
      JOIN retail.products p ON p.store_id = (SELECT store_id FROM bench.store) AND p.sku = s.sku
$$;

-- The nearest products by vector and nothing else.
CREATE FUNCTION bench.rank_vectors(query text) RETURNS TABLE (product_no integer, score float8) LANGUAGE sql STABLE AS $$
    SELECT n.product_no, n.cosine
      FROM (SELECT s.store_id, array_agg(t.lexeme) AS lexemes, array_agg(t.weight::real) AS weights
              FROM bench.store s, retail.search_query_terms(s.store_id, query) t WHERE t.lexeme IS NOT NULL GROUP BY 1) q
     CROSS JOIN LATERAL retail.search_meaning(q.store_id, q.lexemes, q.weights) m
     CROSS JOIN LATERAL retail.search_nearest(q.store_id, m.model, m.query, 50) n
     WHERE m.query IS NOT NULL
$$;

-- What the search is without one of its parts: the part's function with one piece of its text replaced.
CREATE TABLE bench.part (variant text, function regproc, is_of_documents boolean, was text, becomes text);
INSERT INTO bench.part VALUES
    ('no spelling', 'retail.search_query_terms', false, 'ELSIF length(word) BETWEEN 4 AND 30 THEN', 'ELSIF false THEN'),
    ('no splitting, joining', 'retail.search_query_terms', false, 'guesses := retail.search_split(store, asked)', 'guesses := NULL'),
    ('no splitting, joining', 'retail.search_query_terms', false, 'is_joined := NOT literal AND', 'is_joined := false AND'),
    ('no numbers', 'retail.search_query_terms', false, 'CONTINUE WHEN stems[i] IS NULL', 'CONTINUE WHEN stems[i] IS NULL OR left(words[i], 1) = ''#'''),
    ('no measures', 'retail.search_query_terms', false, 'CONTINUE WHEN stems[i] IS NULL', 'CONTINUE WHEN stems[i] IS NULL OR words[i] ~ ''^#[0-9.]+[^0-9.]'''),
    ('no coverage', 'retail.search_score', false, 'sqrt(count(*) / opened::float8)', '1'),
    ('no coverage', 'retail.search_score', false, 'sqrt(bit_count(bit_or(h.b)::bit(64)) / cardinality(lexemes)::float8)', '1'),
    ('no product type', 'retail.search_document', true, '{1, 0.5, 0.25, 0.1, 0.5, 0.25}', '{1, 0.5, 0.25, 0.1, 0, 0}'),
    ('no fields', 'retail.search_document', true, '{1, 0.5, 0.25, 0.1, 0.5, 0.25}', '{1, 1, 1, 1, 0.5, 0.25}'),
    ('no length', 'retail.search_impact', true, '0.6 * length / pivot', '0.6');

-- Leaves a part out for the rest of the transaction, which is to be rolled back. Where documents are
-- analysed anew, the vectors stay those of the whole: the part is measured, not the training.
CREATE FUNCTION bench.leave_out(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part   record;
    source text;
BEGIN
    IF wanted = 'no vectors' THEN
        UPDATE retail.embedding_models SET active = false;
    END IF;
    FOR part IN SELECT * FROM bench.part WHERE variant = wanted LOOP
        source := pg_get_functiondef(part.function);
        IF strpos(source, part.was) = 0 THEN
            RAISE 'nothing to leave out: % has no "%"', part.function, part.was;
        END IF;
        EXECUTE replace(source, part.was, part.becomes);
        IF part.is_of_documents THEN
            ALTER TABLE retail.search_documents DISABLE TRIGGER search_vectors_outdated;
            UPDATE retail.search_stats SET pivot = 1;
            PERFORM retail.search_rebuild(store_id) FROM bench.store;
        END IF;
    END LOOP;
END $$;

-- The search answers a login that has the store in context, for the rest of the transaction; the other
-- rankings read the bench's own tables as administrator.
DO $$ BEGIN
    IF to_regrole('relevance_reader') IS NULL THEN
        CREATE ROLE relevance_reader LOGIN;
    END IF;
    GRANT mcp_user, retail_store TO relevance_reader;
END $$;
CREATE FUNCTION bench.ask_as_reader(variant text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    store text := (SELECT s.store_id FROM bench.store s);
BEGIN
    IF variant NOT IN ('full text', 'BM25', 'vectors alone') THEN
        INSERT INTO retail_sec.store_access (principal, store_id) VALUES ('relevance_reader', store);
        SET LOCAL SESSION AUTHORIZATION relevance_reader;
        PERFORM retail.set_store_context(store);
    END IF;
END $$;

-- nDCG@10 (gain 2^grade - 1), recall@50 and the share of queries without a result; over the queries
-- that some product of the store answers.
CREATE VIEW bench.quality AS
WITH ideal AS (
    SELECT g.id, sum((2 ^ g.grade - 1) / log(2, g.place + 1)) FILTER (WHERE g.place <= 10) AS dcg, count(*) AS relevant
      FROM (SELECT g.*, row_number() OVER (PARTITION BY g.id ORDER BY g.grade DESC) AS place FROM bench.graded g) g GROUP BY 1),
variant AS (SELECT DISTINCT variant, is_misspelt FROM bench.ranked),
got AS (
    SELECT r.variant, r.is_misspelt, r.id, sum((2 ^ g.grade - 1) / log(2, r.place + 1)) FILTER (WHERE r.place <= 10) AS dcg,
           count(g.grade) FILTER (WHERE r.place <= 50) AS found, count(*) AS hits
      FROM bench.ranked r LEFT JOIN bench.graded g USING (id, product_no) GROUP BY 1, 2, 3)
SELECT v.variant, v.is_misspelt, q.id, q.kind, coalesce(g.dcg, 0) / i.dcg AS ndcg,
       coalesce(g.found, 0)::float8 / least(i.relevant, 50) AS recall, coalesce(g.hits, 0) = 0 AS is_empty
  FROM variant v CROSS JOIN ideal i JOIN bench.query q USING (id)
  LEFT JOIN got g ON g.variant = v.variant AND g.is_misspelt = v.is_misspelt AND g.id = i.id;

-- By kind of need: nDCG@10, and after the slash with a slip in the longest word.
CREATE VIEW bench.kinds AS
SELECT a.kind, max(a.queries) AS queries,
       max(a.figures) FILTER (WHERE a.variant = 'full text') AS full_text, max(a.figures) FILTER (WHERE a.variant = 'BM25') AS bm25,
       max(a.figures) FILTER (WHERE a.variant = 'search_products') AS search_products
  FROM (SELECT kind, variant, count(DISTINCT id) AS queries,
               format('%s / %s', round(avg(ndcg) FILTER (WHERE NOT is_misspelt)::numeric, 3), round(avg(ndcg) FILTER (WHERE is_misspelt)::numeric, 3)) AS figures
          FROM bench.quality GROUP BY 1, 2) a
 GROUP BY 1 ORDER BY 1;
