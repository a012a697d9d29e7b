-- Analysis of text, the same for products and queries: what a word, a number and a measure is.
SET ROLE retail_owner;

-- Lower case, compatibility forms made one ("Ａ", "½", "ﬁ"), accents off Latin and Greek letters,
-- typographic quotes and dashes made plain. Every script keeps its letters. NULL for NULL, but not
-- declared STRICT: that would keep it from being inlined, and it would be planned at each call.
CREATE OR REPLACE FUNCTION retail.search_fold(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN octet_length(content) = length(content) THEN lower(content COLLATE "C") COLLATE "default"
        ELSE translate(
            normalize(
                regexp_replace(
                    lower(normalize(replace(regexp_replace(content, '№|([0-9])(?=[¼-¾⅐-⅞])', '\1 ', 'g'), 'ß', 'ss'), NFKD) COLLATE "und-x-icu") COLLATE "default",
                    '([a-zα-ω])[\u0300-\u036f]+', '\1', 'g'),
                NFKC),
            '×⁄″“”„’‘′‐‑–—−ßøłđðþæœёı', 'x/""""''''''-----solddtaoеi')
    END
$$;

-- The words of a text in order: folded words, "#5" for a number, "#60in" for a measure. Chinese,
-- Japanese, Korean, Thai and Lao runs come as overlapping pairs of characters. The separator
-- chr(31) comes through as a word of its own, so that several fields can share one call.
CREATE OR REPLACE FUNCTION retail.search_words(content text, lexicon retail_sec.search_lexicon) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded    text := retail.search_fold(content);
    -- Concatenation with nothing unpacks the stored value once instead of at every look-up.
    units     jsonb := lexicon.units || '{}';
    aliases   jsonb := lexicon.words || '{}';
    words     text[] := '{}';
    token     text;
    initial   text;
    number    numeric;          -- the number just read, as long as a unit may follow
    fraction  text[];
    sides     numeric[] := '{}';    -- numbers before an "x": the unit behind the last is theirs, too
    tail      text;
    word      text;
    glued     boolean;
BEGIN
    IF folded IS NULL THEN
        RETURN words;
    END IF;
    IF strpos(folded, '''') > 0 THEN
        folded := regexp_replace(folded, '([0-9]) ?''''', '\1 in ', 'g');
        folded := regexp_replace(folded, '([0-9]) ?''(?![a-z])', '\1 ft ', 'g');
        folded := regexp_replace(folded, '([^ ''][^ ''])''', '\1', 'g');          -- levi's, women's
    END IF;
    IF strpos(folded, '"') > 0 THEN
        folded := regexp_replace(folded, '([0-9]) ?"', '\1 in ', 'g');
    END IF;
    IF folded ~ '[0-9] ?(?:in|ft|mm|cm|m)? ?(?:x|by) ?[0-9.]' THEN
        FOR i IN 1 .. 2 LOOP                                                      -- twice for 3x3x3
            folded := regexp_replace(folded, '(\m[0-9][0-9./]*[ -]?(?:in|ft|mm|cm|m)?) ?(?:x|by) ?(?=[0-9.])', '\1 ' || chr(30) || ' ', 'g');
        END LOOP;
    END IF;
    IF strpos(folded, 'sq') > 0 OR strpos(folded, 'cu') > 0 OR strpos(folded, 'fl') > 0 THEN
        folded := regexp_replace(folded, '\m(sq|cu)(?:uare|bic)?[. ]{0,2}(?:ft|feet|foot)\M', '\1ft', 'g');
        folded := regexp_replace(folded, '\mfl(?:uid)?[. ]{0,2}(?:oz|ounces?)\M', 'floz', 'g');
    END IF;

    FOREACH token IN ARRAY ARRAY(
        SELECT m[1]
          FROM regexp_matches(folded,
                '([0-9]+[- ][0-9]+/[0-9]+(?![0-9/])|[0-9]+/[0-9]+(?![0-9/])|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])'
                || '|[0-9]+,[0-9]{1,2}(?![0-9,a-z])|[0-9]*\.[0-9]+(?:[a-zα-ω]+(?![0-9a-zα-ω]))?(?![0-9.])|[a-z]+-[0-9][0-9a-z]*|[\u001e\u001f,;:()\[\]]'
                || '|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+'
                || '|[^\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u20a0-\u2bff\u0e00-\u0eff\u3000-\u9fff\uac00-\ud7af\ue000-\uf8ff\ufe00-\ufe0f\U0001f000-\U0001faff\U00020000-\U0003ffff]+)',
                'g') AS m)
    LOOP
        initial := left(token, 1);
        glued := false;
        IF initial BETWEEN '0' AND '9' OR initial = '.' THEN
            IF number IS NOT NULL THEN
                sides := '{}';
            END IF;
            number := NULL;
            IF strpos(token, '/') > 0 THEN
                fraction := regexp_match(token, '^(?:([0-9]+)[- ])?([0-9]+)/([0-9]+)$');
                IF length(token) <= 15 AND fraction[3]::numeric <> 0 THEN
                    number := coalesce(fraction[1], '0')::numeric + fraction[2]::numeric / fraction[3]::numeric;
                END IF;
            ELSIF length(token) > 15 THEN
                words := words || token;
            ELSIF token ~ '^[0-9]+,[0-9]{1,2}$' THEN
                number := replace(token, ',', '.')::numeric;
            ELSIF token ~ '^[0-9.,]+$' THEN
                number := replace(token, ',', '')::numeric;
            ELSE
                word := (regexp_match(token, '^[0-9]*\.?[0-9]+'))[1];
                tail := substr(token, length(word) + 1);
                IF units ? tail THEN
                    glued := true;
                    number := word::numeric;
                    IF length(tail) = 1 AND (units -> tail -> 2 = 'true' OR units -> tail -> 3 = 'true') AND strpos(word, '.') = 0 THEN
                        words := words || token;                                  -- 3m is a name, too
                    END IF;
                ELSIF strpos(word, '.') > 0 THEN
                    words := words || ('#' || trim_scale(round(word::numeric, 4))) || tail;
                ELSE
                    words := words || token;
                END IF;
            END IF;
            IF number IS NULL THEN
                CONTINUE;
            END IF;
            words := words || ('#' || trim_scale(round(number, 4)));
            IF NOT glued THEN
                CONTINUE;
            END IF;
            token := tail;
        ELSIF token = chr(30) THEN
            sides := sides || number;
            number := NULL;
            CONTINUE;
        ELSIF length(token) = 1 AND strpos(',;:()[]', token) > 0 THEN
            number := NULL;
            sides := '{}';
            CONTINUE;
        ELSIF token = chr(31) THEN
            number := NULL;
            sides := '{}';
        END IF;

        IF number IS NOT NULL THEN
            IF units ? token AND (glued OR NOT (units -> token ->> 3)::boolean) THEN
                FOREACH number IN ARRAY number || sides LOOP
                    words := words || ('#' || trim_scale(round(number * (units -> token ->> 1)::numeric, 4)) || (units -> token ->> 0));
                END LOOP;
                number := NULL;
                sides := '{}';
                -- "5 foot" is all said by the measure; "6 light" is about lights, too.
                IF NOT (units -> token ->> 2)::boolean OR (units -> token ->> 1)::numeric <> 1 THEN
                    CONTINUE;
                END IF;
            END IF;
            number := NULL;
            sides := '{}';
        END IF;

        IF aliases ? token THEN
            token := aliases ->> token;
            IF token <> '' THEN
                words := words || token;
            END IF;
        ELSIF initial >= '฀' AND token ~ '^[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]' THEN
            IF length(token) = 1 THEN
                words := words || token;
            ELSE
                words := words || ARRAY(SELECT substr(token, i, 2) FROM generate_series(1, length(token) - 1) AS i);
            END IF;
        ELSIF strpos(token, '-') > 0 THEN                                         -- wd-40: wd40, wd and 40
            words := words || replace(token, '-', '') || split_part(token, '-', 1)
                  || retail.search_words(split_part(token, '-', 2), lexicon);
        ELSE
            words := words || token;
        END IF;
    END LOOP;
    RETURN words;
END $$;

-- The stemmer's language for a store: the name of a PostgreSQL text search configuration or an ISO
-- 639-1 code; what PostgreSQL has no stemmer for is 'simple', words as they are written.
CREATE OR REPLACE FUNCTION retail.search_language(language text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT c.cfgname
          FROM pg_ts_config c
         WHERE c.cfgnamespace = 'pg_catalog'::regnamespace
           AND c.cfgname = coalesce('{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish",
               "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
               "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
               "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
               "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"}'::jsonb
               ->> split_part(lower(language), '-', 1), lower(language))), 'simple')
$$;

-- The dictionary that stems the words of a language (as search_language names it).
CREATE OR REPLACE FUNCTION retail.search_dictionary(language text) RETURNS regdictionary
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE language WHEN 'simple' THEN 'pg_catalog.simple' ELSE 'pg_catalog.' || language || '_stem' END)::regdictionary
$$;

-- A word as it is indexed: stemmed; whatever has a digit stays as it is; NULL for a stop word.
CREATE OR REPLACE FUNCTION retail.search_lexeme(word text, dictionary regdictionary) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN word ~ '[0-9#]' THEN left(word, 100) ELSE left((ts_lexize(dictionary, word))[1], 100) END
$$;

-- The units and irregular words to analyse a language with. Definer: principals do not read the
-- private schema themselves.
CREATE OR REPLACE FUNCTION retail.search_lexicon_of(language text) RETURNS retail_sec.search_lexicon
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    asked   text[] := ARRAY[language, ''];
    lexicon retail_sec.search_lexicon;
BEGIN
    SELECT l.* INTO lexicon FROM retail_sec.search_lexicon l WHERE l.language = ANY (asked) ORDER BY l.language DESC LIMIT 1;
    RETURN lexicon;
END $$;

-- A SKU, barcode or model number as it is indexed: "AB-12/3" and "ab123" are one.
CREATE OR REPLACE FUNCTION retail.search_identifier(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '=' || nullif(left(regexp_replace(retail.search_fold(content), '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+', '', 'g'), 60), '')
$$;

-- What kind of thing a title names: its head noun and the word beside it, most telling first.
-- "Cordless Drill 18V with case" gives drill, cordless; Romance languages put the noun first.
CREATE OR REPLACE FUNCTION retail.search_head(title text, language text, lexicon retail_sec.search_lexicon) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded     text := retail.search_fold(title);
    cut        int := regexp_instr(folded, '\s+(?:in|with|for|w/|and|featuring|from|by|of|on|to|at|mit|fur|von|avec|pour|de|con|para|per|met|voor|-)\s+|\s*[(,;|]|\s-|- ');
    dictionary regdictionary := retail.search_dictionary(language);
    words      text[];
BEGIN
    IF cut > 4 THEN
        folded := left(folded, cut - 1);
    END IF;
    words := ARRAY(SELECT w FROM unnest(retail.search_words(folded, lexicon)) WITH ORDINALITY AS u(w, i)
                    WHERE w !~ '[0-9#]' AND retail.search_lexeme(w, dictionary) IS NOT NULL ORDER BY i);
    IF language IN ('french', 'spanish', 'italian', 'portuguese', 'catalan', 'romanian') THEN
        RETURN words[1:2];
    END IF;
    RETURN ARRAY[words[cardinality(words)], words[cardinality(words) - 1]];
END $$;
RESET ROLE;
