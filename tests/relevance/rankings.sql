-- What the relevance benchmark compares, over the store in bench.store: functions from a query to
-- ranked products, the two baselines first. bench.query and bench.graded are filled by the program.
CREATE SCHEMA bench;
CREATE TABLE bench.store (store_id text);
CREATE TABLE bench.query (id integer PRIMARY KEY, kind text, typed text, misspelt text, text text, misspelt_text text,
                          price_min numeric, price_max numeric, patterns text[], lowest numeric, highest numeric);
CREATE TABLE bench.graded (id integer, product_no integer, grade integer, PRIMARY KEY (id, product_no));
CREATE TABLE bench.ranked (variant text, is_misspelt boolean, id integer, product_no integer, place bigint);

-- Baseline 1: PostgreSQL's full text search as the manual shows it; all words, and where that finds
-- nothing any of them, by ts_rank.
CREATE TABLE bench.fulltext (product_no integer PRIMARY KEY, document tsvector);
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

-- The program's own ranking, and the same with one part left out: 'no vectors' (words alone), 'no
-- corrections' (spelling, splitting, joining), 'no numbers' (numbers and measures are not terms), 'no
-- coverage'. 'vectors alone' is the nearest products and nothing else.
CREATE FUNCTION bench.rank_own(variant text, query text) RETURNS TABLE (product_no integer, score float8) LANGUAGE sql STABLE AS $$
    WITH store AS (SELECT st.store_id, st.products FROM bench.store s JOIN retail.search_stats st USING (store_id)),
    term AS (
        SELECT t.lexeme, max(t.products) AS products, sum(t.weight) AS weight, sum(t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5))) AS w
          FROM store s, retail.search_query_terms(s.store_id, query, variant = 'no corrections') t
         WHERE t.lexeme IS NOT NULL AND (variant <> 'no numbers' OR t.reading NOT IN ('number', 'measure'))
           AND (variant <> 'no measures' OR t.reading <> 'measure')
         GROUP BY 1),
    asked AS (SELECT array_agg(lexeme ORDER BY w DESC, lexeme) AS lexemes, array_agg(w ORDER BY w DESC, lexeme) AS weights,
                     array_agg(products ORDER BY w DESC, lexeme) AS products,
                     array_agg(weight::real ORDER BY w DESC, lexeme) AS plain FROM term),
    identified AS (SELECT i.* FROM store s, retail.search_identified(s.store_id, query) i),
    lexical AS MATERIALIZED (
        SELECT h.product_no, h.score FROM store s, asked a, retail.search_score(s.store_id, a.lexemes, a.weights, a.products) h
         WHERE variant NOT IN ('no coverage', 'vectors alone')
        UNION ALL
        SELECT p.product_no, sum(t.w * p.impact) FROM store s, term t JOIN retail.search_postings p ON p.lexeme = t.lexeme
         WHERE variant = 'no coverage' AND p.store_id = s.store_id GROUP BY 1),
    meaning AS MATERIALIZED (
        SELECT s.store_id, m.model, m.query FROM store s, asked a, retail.search_meaning(s.store_id, a.lexemes, a.plain) m
         WHERE variant <> 'no vectors'),
    near AS (
        SELECT l.product_no, 1 - (e.embedding <=> m.query) AS cosine
          FROM (SELECT * FROM lexical ORDER BY score DESC, product_no LIMIT 200) l CROSS JOIN meaning m
          JOIN retail.products p ON p.store_id = m.store_id AND p.product_no = l.product_no
          JOIN retail.product_embeddings e ON e.store_id = m.store_id AND e.embedding_model = m.model AND e.product_id = p.product_id
        UNION ALL
        SELECT n.product_no, n.cosine FROM meaning m CROSS JOIN LATERAL retail.search_nearest(m.store_id, m.model, m.query, 50) n
         WHERE m.query IS NOT NULL AND (variant = 'vectors alone' OR n.cosine > 0.2 AND (SELECT max(t.products) FROM term t) < 10)),
    hit AS (
        SELECT product_no, max(l.score) / (SELECT max(b.score) FROM lexical b) AS score, max(n.cosine) AS cosine
          FROM lexical l FULL JOIN near n USING (product_no) GROUP BY 1)
    SELECT coalesce(h.product_no, i.product_no),
           coalesce(i.rank, 0) * 1000 + coalesce(h.score, 0) + 0.3 * greatest(coalesce(h.cosine, 0), 0)
      FROM hit h FULL JOIN identified i ON i.product_no = h.product_no
$$;

CREATE FUNCTION bench.run(wanted text, slipped boolean) RETURNS void LANGUAGE sql AS $$
    INSERT INTO bench.ranked
    SELECT wanted, slipped, q.id, r.product_no, row_number() OVER (PARTITION BY q.id ORDER BY r.score DESC, r.product_no)
      FROM bench.query q
     CROSS JOIN LATERAL (
        SELECT b.* FROM bench.rank_fulltext(CASE WHEN slipped THEN q.misspelt ELSE q.typed END) b WHERE wanted = 'full text'
        UNION ALL
        SELECT b.* FROM bench.rank_bm25(CASE WHEN slipped THEN q.misspelt ELSE q.typed END) b WHERE wanted = 'BM25'
        UNION ALL
        SELECT o.* FROM bench.rank_own(wanted, CASE WHEN slipped THEN q.misspelt_text ELSE q.text END) o
          JOIN retail.products p ON p.store_id = (SELECT store_id FROM bench.store) AND p.product_no = o.product_no
           AND p.price >= coalesce(q.price_min, 0) AND p.price <= coalesce(q.price_max, 1e9)
         WHERE wanted NOT IN ('full text', 'BM25')) r
$$;

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
