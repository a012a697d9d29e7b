-- From a query to scored products. Everything runs with the caller's rights: row-level security
-- lets these functions see the caller's stores only. Look-ups are written "column = value" or
-- "column = ANY (variable)", for no other condition can use an index under row-level security.
SET ROLE retail_owner;

-- A word cut into one piece more than the edits that are allowed: each edit touches one piece at most, so
-- that a word within so many edits has one of them as it is. Looking for three pieces is far cheaper than
-- a distance.
CREATE OR REPLACE FUNCTION retail.search_pieces(word text, edits integer) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(substr(word, 1 + length(word) * i / (edits + 1), length(word) * (i + 1) / (edits + 1) - length(word) * i / (edits + 1)) ORDER BY i)
      FROM generate_series(0, edits) AS i
$$;

-- What a word that no product has may have been meant to be: the store's own words within one edit
-- (two from six letters on; swapped neighbours count one), weighed by how common they are, by the
-- distance, and by whether they occur beside the neighbours in the query. At most three, shares of 1.
CREATE OR REPLACE FUNCTION retail.search_corrections(store text, misspelt text, previous text, next text)
RETURNS TABLE (word text, share double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 3 AS $$
DECLARE
    reach   int := CASE WHEN length(misspelt) > 5 THEN 2 ELSE 1 END;
    initial text := left(misspelt, 1);
    beyond  text := chr(ascii(misspelt) + 1);
    swapped text[] := ARRAY(SELECT overlay(misspelt PLACING reverse(substr(misspelt, i, 2)) FROM i FOR 2)
                              FROM generate_series(1, length(misspelt) - 1) i);
    pieces  text[] := retail.search_pieces(misspelt, reach);
    first   text := pieces[1];
    second  text := pieces[2];
    third   text := coalesce(pieces[3], second);
    near    text[];
BEGIN
    -- CASE keeps the order: conditions side by side are tested as the planner likes.
    near := ARRAY(SELECT v.word FROM retail.search_vocabulary v
                   WHERE v.store_id = store AND v.word >= initial AND v.word < beyond
                     AND CASE WHEN strpos(v.word, first) > 0 OR strpos(v.word, second) > 0 OR strpos(v.word, third) > 0
                              THEN public.levenshtein_less_equal(misspelt, v.word, reach) <= reach ELSE false END)
            || ARRAY(SELECT v.word FROM retail.search_vocabulary v WHERE v.store_id = store AND v.word = ANY (swapped));
    IF near = '{}' THEN
        near := ARRAY(SELECT v.word FROM retail.search_vocabulary v
                       WHERE v.store_id = store
                         AND CASE WHEN strpos(v.word, first) > 0 OR strpos(v.word, second) > 0 OR strpos(v.word, third) > 0
                                  THEN public.levenshtein_less_equal(misspelt, v.word, reach) <= reach ELSE false END);
    END IF;
    RETURN QUERY
    WITH candidates AS MATERIALIZED (
        SELECT v.word, previous || ' ' || v.word AS before, v.word || ' ' || next AS after,
               ln(v.products) - 3.5 * CASE WHEN v.word = ANY (swapped) THEN 1 ELSE public.levenshtein(misspelt, v.word) END
               - (left(v.word, 1) <> initial)::int AS score
          FROM retail.search_vocabulary v WHERE v.store_id = store AND v.word = ANY (near)
         ORDER BY score DESC, v.word LIMIT 20),
    best AS (
        SELECT c.word, c.score + coalesce(ln(1 + b.products), 0) + coalesce(ln(1 + a.products), 0) AS score
          FROM candidates c
          LEFT JOIN retail.search_words b ON b.store_id = store AND b.pair = c.before
          LEFT JOIN retail.search_words a ON a.store_id = store AND a.pair = c.after
         ORDER BY 2 DESC, 1 LIMIT 3)
    SELECT b.word, (exp(b.score - max(b.score) OVER ()) / sum(exp(b.score - (SELECT max(m.score) FROM best m))) OVER ())::float8
      FROM best b ORDER BY b.score DESC, b.word;
END $$;

-- The store's words nearest to those of a query that found nothing, each query word's nearest first: too
-- far off to be taken for what was meant, near enough to be shown instead. Near is a third of the letters,
-- half of them where the two sound alike, or being part of it ("papier" of "toilettenpapier").
CREATE OR REPLACE FUNCTION retail.search_nearest_words(store text, query text)
RETURNS TABLE (asked text, word text, lexeme text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 8 AS $$
DECLARE
    most_words CONSTANT int := 8;
    language   text := (SELECT s.language FROM retail.search_stats s WHERE s.store_id = store);
    dictionary regdictionary := retail.search_dictionary(coalesce(language, 'simple'));
    words      text[] := (retail.search_words(left(query, 400), retail.search_lexicon_of(language)))[1:most_words];
    letters    int;
    sound      text;
BEGIN
    FOREACH asked IN ARRAY coalesce(words, '{}') LOOP
        letters := length(asked);
        CONTINUE WHEN letters NOT BETWEEN 4 AND 30 OR asked ~ '[#0-9]';
        sound := public.dmetaphone(asked);
        RETURN QUERY
        SELECT near.asked, near.word, retail.search_lexeme(near.word, dictionary)
          FROM (SELECT search_nearest_words.asked, v.word, public.levenshtein(search_nearest_words.asked, v.word) AS distance, v.products
                  FROM retail.search_vocabulary v
                 WHERE v.store_id = store AND length(v.word) <= 60
                   AND (strpos(v.word, search_nearest_words.asked) > 0
                        OR public.levenshtein_less_equal(search_nearest_words.asked, v.word, letters / 2) <= letters / 2)) near
         WHERE near.distance <= letters / 3 OR strpos(near.word, near.asked) > 0
            OR length(sound) > 2 AND public.dmetaphone(near.word) = sound
         ORDER BY near.distance, near.products DESC, near.word LIMIT 3;
    END LOOP;
END $$;

-- The two words that a word unknown to the store is joined from ("showerhead": shower head), or NULL.
CREATE OR REPLACE FUNCTION retail.search_split(store text, joined text) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    pairs text[] := ARRAY(SELECT left(joined, i) || ' ' || substr(joined, i + 1) FROM generate_series(1, length(joined) - 1) i);
BEGIN
    RETURN (SELECT string_to_array(w.pair, ' ') FROM retail.search_words w
             WHERE w.store_id = store AND w.pair = ANY (pairs)
               -- A short rest splits off by accident ("drilla") unless the shop writes it so often.
               AND (w.products >= 3 OR strpos(reverse(w.pair), ' ') > 3)
             ORDER BY w.products DESC, w.pair LIMIT 1);
END $$;

-- The same for a word that is misspelt, too ("shwerhead"): two words that the shop writes beside each
-- other, within two edits of it when joined; or NULL.
CREATE OR REPLACE FUNCTION retail.search_split_misspelt(store text, joined text) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    initial text := left(joined, 1);
    beyond  text := chr(ascii(joined) + 1);
    pieces  text[] := retail.search_pieces(joined, 2);
    first   text := pieces[1];
    second  text := pieces[2];
    third   text := pieces[3];
BEGIN
    RETURN (SELECT string_to_array(w.pair, ' ')
              FROM (SELECT w.pair, w.products, replace(w.pair, ' ', '') AS joined FROM retail.search_words w
                     WHERE w.store_id = store AND w.pair >= initial AND w.pair < beyond
                       AND length(w.pair) BETWEEN length(search_split_misspelt.joined) - 1 AND length(search_split_misspelt.joined) + 3
                    OFFSET 0) w
             WHERE CASE WHEN strpos(w.joined, first) > 0 OR strpos(w.joined, second) > 0 OR strpos(w.joined, third) > 0
                        THEN public.levenshtein_less_equal(search_split_misspelt.joined, w.joined, 2) <= 2 ELSE false END
             ORDER BY public.levenshtein(search_split_misspelt.joined, w.joined), w.products DESC, w.pair LIMIT 1);
END $$;

-- The terms that some words make up for one word of a query, with their weights; nothing of those
-- that no product has. A join against a stem computed on the fly would read all terms of the store.
CREATE OR REPLACE FUNCTION retail.search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary)
RETURNS TABLE (word text, lexeme text, weight double precision, products integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2 AS $$
DECLARE
    stems text[] := ARRAY(SELECT retail.search_lexeme(p, dictionary) FROM unnest(parts) WITH ORDINALITY AS u(p, i) ORDER BY i);
    known jsonb := (SELECT jsonb_object_agg(t.lexeme, t.products) FROM retail.search_terms t WHERE t.store_id = store AND t.lexeme = ANY (stems));
BEGIN
    RETURN QUERY
    SELECT u.part, u.stem, u.weight, (known ->> u.stem)::integer
      FROM unnest(parts, stems, weights) AS u(part, stem, weight) WHERE known ? u.stem;
END $$;

-- How a query reads in one store: a row per term, with its weight and how many products have it.
-- position numbers the words of the query, asked is the word as it stands there; reading says how the
-- term came about: word, number, measure, joined, split, corrected, or unknown (no product has it;
-- lexeme NULL). literal leaves out joining, splitting and correcting.
CREATE OR REPLACE FUNCTION retail.search_query_terms(store text, query text, literal boolean DEFAULT false)
RETURNS TABLE ("position" integer, asked text, word text, lexeme text, weight double precision, products integer, reading text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 8 AS $$
DECLARE
    most_words CONSTANT int := 40;
    language   text := (SELECT s.language FROM retail.search_stats s WHERE s.store_id = store);
    dictionary regdictionary := retail.search_dictionary(coalesce(language, 'simple'));
    words      text[] := (retail.search_words(left(query, 400), retail.search_lexicon_of(language)))[1:most_words];
    stems      text[];
    joins      text[];          -- of each word with the next
    lookups    text[];
    known      jsonb;           -- how many products have each lexeme
    guesses    text[];
    shares     double precision[];
    is_joined  boolean;         -- this word is read as one with the next
    second     int := 0;        -- place of the word that was read as one with the one before it
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        stems[i] := retail.search_lexeme(words[i], dictionary);
        word := words[i] || words[i + 1];
        IF length(word) BETWEEN 4 AND 60 AND strpos(word, '#') = 0 THEN
            joins[i] := retail.search_lexeme(word, dictionary);
        END IF;
    END LOOP;
    lookups := stems || joins;
    SELECT coalesce(jsonb_object_agg(t.lexeme, t.products), '{}') INTO known
      FROM retail.search_terms t WHERE t.store_id = store AND t.lexeme = ANY (lookups);
    "position" := 0;
    FOR i IN 1 .. cardinality(words) LOOP
        CONTINUE WHEN stems[i] IS NULL;
        asked := words[i];
        word := asked;
        lexeme := stems[i];
        products := (known ->> lexeme)::integer;
        weight := 1;
        IF word ~ '^#[0-9.]+[^0-9.]' THEN
            -- A measure belongs to its number and says half as much again.
            reading := 'measure';
            weight := 0.5;
            IF products IS NOT NULL THEN
                RETURN NEXT;
            END IF;
            CONTINUE;
        END IF;
        -- Half of a word that is known says nothing more by itself.
        CONTINUE WHEN i = second AND products IS NULL;
        is_joined := NOT literal AND coalesce((known ->> joins[i])::integer >= CASE WHEN products IS NULL THEN 1 ELSE 2 END, false);
        "position" := "position" + 1;
        IF products IS NOT NULL THEN
            reading := CASE WHEN left(word, 1) = '#' THEN 'number' ELSE 'word' END;
            RETURN NEXT;
        ELSE
            reading := 'unknown';
            IF NOT literal AND NOT is_joined AND length(word) <= 60 AND word !~ '[0-9]' THEN
                guesses := retail.search_split(store, asked);
                IF guesses IS NOT NULL THEN
                    RETURN QUERY
                    SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'split'
                      FROM retail.search_terms_of(store, guesses, '{0.7, 0.7}', dictionary) t;
                    reading := CASE WHEN FOUND THEN 'split' ELSE reading END;
                ELSIF length(word) BETWEEN 4 AND 30 THEN
                    SELECT array_agg(c.word), array_agg(c.share) INTO guesses, shares
                      FROM retail.search_corrections(store, asked, CASE WHEN i > 1 THEN words[i - 1] END, words[i + 1]) c
                     WHERE c.share > 0.1;
                    IF guesses IS NOT NULL THEN
                        RETURN QUERY
                        SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'corrected'
                          FROM retail.search_terms_of(store, guesses, shares, dictionary) t;
                        reading := CASE WHEN FOUND THEN 'corrected' ELSE reading END;
                    ELSIF length(word) > 6 THEN
                        guesses := retail.search_split_misspelt(store, asked);
                        RETURN QUERY
                        SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'split'
                          FROM retail.search_terms_of(store, guesses, '{0.7, 0.7}', dictionary) t;
                        reading := CASE WHEN FOUND THEN 'split' ELSE reading END;
                    END IF;
                END IF;
            END IF;
        END IF;
        IF is_joined THEN
            second := i + 1;
            asked := words[i] || ' ' || words[i + 1];
            word := words[i] || words[i + 1];
            lexeme := joins[i];
            products := (known ->> lexeme)::integer;
            weight := 1;
            reading := 'joined';
            RETURN NEXT;
        ELSIF reading = 'unknown' AND words[i + 1] = '#' || rtrim(asked, 'abcdefghijklmnopqrstuvwxyz') AND known ? stems[i + 1] THEN
            NULL;                                       -- "10k" is also read as a number of something, and that is known
        ELSIF reading = 'unknown' THEN
            lexeme := NULL;
            products := 0;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;

-- The best products for weighted lexemes: Σ weight · impact · √(share of the terms matched); matched
-- is the weight of the lexemes a product has, as a share of all; words says which: bit n for the lexeme
-- n + 1, so at most 63 lexemes. They come heaviest first, products says how many have each. The
-- heaviest open the list until `opening` postings were read; the rest are only looked up for the best
-- `kept` of those, and the `best` of all are returned, so that common words cost no more in a large
-- catalogue than in a small one.
DROP FUNCTION IF EXISTS retail.search_score(text, text[], double precision[], integer[], integer, integer, integer); -- its shape without words
CREATE FUNCTION retail.search_score(store text, lexemes text[], weights double precision[], products integer[],
                                    opening integer DEFAULT 3000, kept integer DEFAULT 500, best integer DEFAULT 250)
RETURNS TABLE (product_no integer, score double precision, matched double precision, words bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 50 AS $$
DECLARE
    opened  integer := 0;
    reading bigint := 0;
    total   double precision := 0;
    bits    bigint[];
    numbers integer[];
    scores  double precision[];
    matches double precision[];
    masks   bigint[];
BEGIN
    FOR i IN 1 .. coalesce(cardinality(lexemes), 0) LOOP
        opened := opened + (reading < opening)::integer;
        reading := reading + products[i];
        total := total + weights[i];
        bits[i] := 1::bigint << (i - 1);
    END LOOP;
    IF opened = cardinality(lexemes) THEN
        RETURN QUERY
        SELECT p.product_no, sum(u.w * p.impact) * sqrt(count(*) / opened::float8), sum(u.w) / total, bit_or(u.b)
          FROM unnest(lexemes, weights, bits) AS u(lexeme, w, b)
          JOIN retail.search_postings p ON p.store_id = store AND p.lexeme = u.lexeme
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT best;
        RETURN;
    END IF;
    SELECT array_agg(h.product_no), array_agg(h.s), array_agg(h.m), array_agg(h.b) INTO numbers, scores, matches, masks
      FROM (SELECT p.product_no, sum(u.w * p.impact) AS s, sum(u.w) AS m, bit_or(u.b) AS b
              FROM unnest(lexemes[:opened], weights[:opened], bits[:opened]) AS u(lexeme, w, b)
              JOIN retail.search_postings p ON p.store_id = store AND p.lexeme = u.lexeme
             GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT kept) h;
    -- One set, grouped: a join would compare each of the kept with each that was probed.
    RETURN QUERY
    SELECT h.number, sum(h.s) * sqrt(bit_count(bit_or(h.b)::bit(64)) / cardinality(lexemes)::float8), sum(h.m) / total, bit_or(h.b)
      FROM (SELECT k.number, k.s, k.m, k.b FROM unnest(numbers, scores, matches, masks) AS k(number, s, m, b)
            UNION ALL
            SELECT k.number, u.w * p.impact, u.w, u.b
              FROM unnest(numbers) AS k(number)
             CROSS JOIN unnest(lexemes[opened + 1:], weights[opened + 1:], bits[opened + 1:]) AS u(lexeme, w, b)
             CROSS JOIN LATERAL (SELECT p.impact FROM retail.search_postings p
                                  WHERE p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = k.number LIMIT 1) p) h
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT best;
END $$;

-- Products that a query names by number: rank 2 for a SKU, barcode or model number, 1 for the
-- beginning of one. A word of a longer query counts if it has a letter and a digit or is long enough.
CREATE OR REPLACE FUNCTION retail.search_identified(store text, query text)
RETURNS TABLE (product_no integer, rank integer)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2 AS $$
DECLARE
    whole  text := retail.search_identifier(left(query, 120));
    exact  text[] := ARRAY[whole];
    lexeme text;
    beyond text := whole || U&'\+10FFFF';
BEGIN
    query := left(query, 400);
    -- Folding makes plain digits of others.
    IF retail.search_fold(query) ~ '[0-9]' THEN
        FOREACH lexeme IN ARRAY regexp_split_to_array(query, '\s+') LOOP
            lexeme := retail.search_identifier(lexeme);
            IF lexeme ~ '[0-9]' AND (lexeme ~ '[^=0-9]' AND length(lexeme) > 3 OR length(lexeme) > 6) THEN
                exact := exact || lexeme;
            END IF;
        END LOOP;
    END IF;
    RETURN QUERY SELECT DISTINCT p.product_no, 2 FROM retail.search_postings p
                  WHERE p.store_id = store AND p.lexeme = ANY (exact);
    IF NOT FOUND AND whole ~ '[0-9]' AND length(whole) > 3 AND query !~ '\s\S+\s' THEN
        RETURN QUERY SELECT DISTINCT p.product_no, 1 FROM retail.search_postings p
                      WHERE p.store_id = store AND p.lexeme > whole AND p.lexeme < beyond LIMIT 50;
    END IF;
END $$;

-- The categories that a name or a path ("Home > Lamps") means, each with everything below it.
CREATE OR REPLACE FUNCTION retail.search_categories(name_or_path text) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE tree AS (
        SELECT c.category_id, lower(c.category_name) AS name, lower(c.category_name) AS path
          FROM retail.product_categories c WHERE c.parent_category_id IS NULL
        UNION ALL
        SELECT c.category_id, lower(c.category_name), t.path || ' > ' || lower(c.category_name)
          FROM tree t JOIN retail.product_categories c ON c.parent_category_id = t.category_id
         WHERE length(t.path) < 1000)
    SELECT coalesce(array_agg(DISTINCT below.category_id), '{}')
      FROM tree meant JOIN tree below ON below.path = meant.path OR starts_with(below.path, meant.path || ' > ')
     WHERE lower(regexp_replace(btrim(name_or_path), '\s*>\s*', ' > ', 'g')) IN (meant.name, meant.path)
$$;

REVOKE ALL ON FUNCTION retail.search_pieces(text, integer), retail.search_corrections(text, text, text, text), retail.search_nearest_words(text, text), retail.search_split(text, text), retail.search_split_misspelt(text, text),
    retail.search_query_terms(text, text, boolean), retail.search_identified(text, text),
    retail.search_categories(text), retail.search_score(text, text[], double precision[], integer[], integer, integer, integer),
    retail.search_terms_of(text, text[], double precision[], regdictionary) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.search_fold(text), retail.search_head(text, text, retail_sec.search_lexicon), retail.search_words(text, retail_sec.search_lexicon), retail.search_language(text),
    retail.search_dictionary(text), retail.search_lexeme(text, regdictionary), retail.search_lexicon_of(text), retail.search_identifier(text), retail.search_pieces(text, integer),
    retail.search_corrections(text, text, text, text), retail.search_nearest_words(text, text),
    retail.search_split(text, text), retail.search_split_misspelt(text, text),
    retail.search_query_terms(text, text, boolean), retail.search_identified(text, text),
    retail.search_categories(text), retail.search_score(text, text[], double precision[], integer[], integer, integer, integer),
    retail.search_terms_of(text, text[], double precision[], regdictionary) TO mcp_user;
RESET ROLE;
