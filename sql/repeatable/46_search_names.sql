-- Names within a query: a category or a brand that it speaks of, to be taken as what to look at.
SET ROLE retail_owner;

-- The category that a query is, or ends in: "power tools", "drill in power tools", "a lamp from the home
-- section". text is what is left to look for. No row where there is no such category: a name has to be
-- the whole name, and "12 in skillet" is a measure.
CREATE OR REPLACE FUNCTION retail.search_named_category(query text)
RETURNS TABLE (text text, category text, categories integer[], is_whole boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
DECLARE
    plain  text := lower(btrim(query));
    ending text[];
    names  text[] := ARRAY[plain];
    leaves text[];
BEGIN
    IF strpos(plain, 'in ') > 0 OR strpos(plain, 'from ') > 0 THEN
        ending := regexp_match(btrim(query), '^(.*[^0-9/.",\s])\s+(?:in|within|from)\s+(?:(?:the|our|category|department|section)\s+)*(\S.*?)(?:\s+(?:category|department|section|aisle))?[.?!]?$', 'i');
        names := ARRAY[plain, lower(ending[2])];
    END IF;
    leaves := ARRAY(SELECT btrim(split_part(n, '>', 1 + length(n) - length(replace(n, '>', '')))) FROM unnest(names) AS n);
    IF length(plain) > 400 OR NOT EXISTS (SELECT FROM retail.product_categories c WHERE lower(c.category_name) = ANY (leaves)) THEN
        RETURN;
    END IF;
    FOR i IN 1 .. cardinality(names) LOOP
        categories := retail.search_categories(names[i]);
        IF categories <> '{}' THEN
            is_whole := i = 1;
            text := CASE WHEN is_whole THEN query ELSE ending[1] END;
            -- As the shop writes it.
            category := (SELECT min(retail.category_path(c.category_id)) FROM retail.product_categories c
                          WHERE c.category_id = ANY (categories)
                            AND (c.parent_category_id IS NULL OR c.parent_category_id <> ALL (categories)));
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END $$;

-- A text in which names can be looked for: folded words with a blank on either side. "Levi's" is levis.
-- The separator chr(31) comes through, so that many names can share one call.
CREATE OR REPLACE FUNCTION retail.search_spoken(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace(replace(retail.search_fold(content), '''', ''), '[\u0001-\u001e\u0020-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g') || ' '
$$;

-- The paths of some categories, by number: "Home > Lamps". Definer, so that each level is looked up
-- without asking anew who is asking: the chain's categories and those of the stores in context.
CREATE OR REPLACE FUNCTION retail.search_category_paths(categories integer[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    allowed text[] := retail.allowed_store_ids();
BEGIN
    RETURN (
        WITH RECURSIVE visible AS MATERIALIZED (
            SELECT c.category_id, c.category_name, c.parent_category_id FROM retail.product_categories c
             WHERE CASE WHEN c.store_id IS NULL THEN allowed <> '{}' ELSE c.store_id = ANY (allowed) END),
        ancestor AS (
            SELECT v.category_id AS below, v.category_name AS path, v.parent_category_id AS parent, 1 AS depth
              FROM visible v WHERE v.category_id = ANY (categories)
            UNION ALL
            SELECT a.below, v.category_name || ' > ' || a.path, v.parent_category_id, a.depth + 1
              FROM ancestor a JOIN visible v ON v.category_id = a.parent
             WHERE a.depth < 20)
        SELECT coalesce(jsonb_object_agg(a.below, a.path), '{}') FROM ancestor a WHERE a.parent IS NULL);
END $$;

-- Which of some brands a query names, and how much of the query that is, as a share of its weight.
-- asked is what search_asked tells of the query in a store. The longest name counts. A name that is rather
-- an ordinary word here, in most products that have it not the brand's, is no name.
DROP FUNCTION IF EXISTS retail.search_named_brand(text, text, text[], jsonb);
CREATE OR REPLACE FUNCTION retail.search_named_brand(query text, brands text[], asked jsonb)
RETURNS TABLE (brand text, share double precision)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 AS $$
DECLARE
    store    text := asked ->> 'store_id';
    terms    jsonb := asked -> 'terms';
    sentence text := retail.search_spoken(query) || '. '
                     || (SELECT coalesce(string_agg(t ->> 'word', ' '), '') FROM jsonb_array_elements(terms) AS t) || ' ';
    names    text[] := string_to_array(retail.search_spoken(array_to_string(brands, ' ' || chr(31) || ' ')), chr(31));
    named    text;
    lexemes  text[];
    carriers integer;
BEGIN
    FOR brand, named IN
        SELECT b.brand, b.name FROM unnest(brands, names) AS b(brand, name)
         WHERE strpos(sentence, b.name) > 0 AND b.name ~ '\S' ORDER BY length(b.name) DESC, b.brand
    LOOP
        lexemes := ARRAY(SELECT t ->> 'lexeme' FROM jsonb_array_elements(terms) AS t WHERE t ->> 'lexeme' IS NOT NULL);
        SELECT min(u.products) FILTER (WHERE u.is_name), sum(u.weight) FILTER (WHERE u.is_name) / nullif(sum(u.weight), 0)
          INTO carriers, share
          FROM (SELECT DISTINCT ON (d.lexeme) d.products, strpos(named, ' ' || ltrim(t.word, '#') || ' ') > 0 AS is_name,
                       CASE t.reading WHEN 'measure' THEN 0.5 WHEN 'split' THEN 0.7 ELSE 1 END
                           * ln(1 + (s.products - d.products + 0.5) / (d.products + 0.5)) AS weight
                  FROM retail.search_stats s
                  JOIN retail.search_terms d ON d.store_id = store AND d.lexeme = ANY (lexemes)
                  JOIN jsonb_to_recordset(terms) AS t(word text, lexeme text, reading text) ON t.lexeme = d.lexeme
                 WHERE s.store_id = store
                 ORDER BY d.lexeme, weight DESC) u;
        IF share > 0 AND carriers <= 2 * (SELECT count(*) FROM (SELECT FROM retail.products p WHERE p.store_id = store AND p.brand = search_named_brand.brand
                                                                 LIMIT (carriers + 1) / 2) AS p) THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION retail.search_named_category(text), retail.search_spoken(text),
    retail.search_named_brand(text, text[], jsonb), retail.search_category_paths(integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.search_named_category(text), retail.search_spoken(text),
    retail.search_named_brand(text, text[], jsonb), retail.search_category_paths(integer[]) TO mcp_user;
RESET ROLE;
