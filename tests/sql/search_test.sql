-- The search index follows every change of a product's text, and nothing of it crosses stores.
BEGIN;
\ir fixture.psql
SELECT no_plan();

-- the terms of a query as one line: word=lexeme(products)reading, in the query's order
CREATE FUNCTION tests.terms(query text) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT t.word, t.lexeme, t.products, t.reading FROM retail.search_query_terms(''north'', %L) t', query)
$$;
CREATE FUNCTION tests.found(query text) RETURNS text LANGUAGE sql AS $$
  SELECT format('SELECT p.sku FROM (SELECT array_agg(t.lexeme) AS lexemes, array_agg(1::float8) AS weights, array_agg(t.products) AS products '
                'FROM retail.search_query_terms(''north'', %L) t WHERE t.lexeme IS NOT NULL) q, '
                'retail.search_score(''north'', q.lexemes, q.weights, q.products) h JOIN retail.products p ON p.store_id = ''north'' '
                'AND p.product_no = h.product_no ORDER BY h.score DESC, p.sku', query)
$$;
CREATE FUNCTION tests.words(content text) RETURNS text LANGUAGE sql AS $$
  SELECT array_to_string(retail.search_words(content, retail.search_lexicon_of('english')), ' ')
$$;
-- what the statistics say against what the documents come to: empty when they agree
CREATE FUNCTION tests.drift() RETURNS SETOF text LANGUAGE sql AS $$
  SELECT 'term ' || coalesce(t.lexeme, d.lexeme) FROM retail.search_terms t
    FULL JOIN (SELECT store_id, lexeme, count(*) AS n FROM retail.search_documents, unnest(lexemes) lexeme GROUP BY 1, 2) d USING (store_id, lexeme)
   WHERE t.products IS DISTINCT FROM d.n
  UNION ALL
  SELECT 'word ' || coalesce(v.word, d.word) FROM retail.search_vocabulary v
    FULL JOIN (SELECT store_id, word, count(*) AS n FROM retail.search_documents, unnest(words) word GROUP BY 1, 2) d USING (store_id, word)
   WHERE v.products IS DISTINCT FROM d.n
  UNION ALL
  SELECT 'pair ' || coalesce(w.pair, d.pair) FROM retail.search_words w
    FULL JOIN (SELECT store_id, pair, count(*) AS n FROM retail.search_documents, unnest(pairs) pair GROUP BY 1, 2) d USING (store_id, pair)
   WHERE w.products IS DISTINCT FROM d.n
  UNION ALL
  SELECT 'posting ' || coalesce(p.lexeme, d.lexeme) FROM retail.search_postings p
    FULL JOIN (SELECT d.store_id, product_no, lexeme, retail.search_impact(frequency, d.length, s.pivot) AS impact
                 FROM retail.search_documents d JOIN retail.search_stats s USING (store_id), unnest(lexemes, frequencies) u(lexeme, frequency)) d
      USING (store_id, product_no, lexeme)
   WHERE p.impact IS DISTINCT FROM d.impact
  UNION ALL
  SELECT 'document ' || coalesce(d.store_id, p.store_id) FROM retail.search_documents d
    FULL JOIN retail.products p USING (store_id, product_no) WHERE d.store_id IS NULL OR p.store_id IS NULL
  UNION ALL
  SELECT 'store ' || s.store_id FROM retail.search_stats s
   WHERE ROW(s.products, round(s.total_length::numeric, 2)) IS DISTINCT FROM
         (SELECT ROW(count(*), round(coalesce(sum(d.length::float8), 0)::numeric, 2)) FROM retail.search_documents d WHERE d.store_id = s.store_id)
$$;

-- analysis
SELECT is(tests.words(a), tests.words(b), a || ' reads as ' || b) FROM (VALUES
  ('5 ft.', '5-feet'), ('5''', '5 foot'), ('3/4 in', '0.75"'), ('1½-inch', '1 1/2 in.'), ('2x4', '2 by 4'), ('Café', 'CAFE'),
  ('1,000 lbs', '1000 pounds'), ('500ml', '500 ml'), ('1,5 l', '1.5 liters'), ('women''s knives', 'woman knife'), ('WD-40', 'wd-40'), ('5 ft', '5-foot'), ('60 inches', '60"'), ('1,000.50 kg', '1000.5 kg')) AS x(a, b);
SELECT is(tests.words('3m tape'), '3m #3 #3000mm tape', 'a name that reads as a measure stays a name');
SELECT is(tests.words(a), b, a || ' reads as ' || b) FROM (VALUES
  ('1.5m cable', '#1.5 #1500mm cable'), ('2 m', '#2 #2000mm'), ('10 x 6 cm', '#10 #6 #60mm #100mm'), ('2x4 8 ft', '#2 #4 #8 #96in'),
  ('4.7 kΩ', '#4.7 #4.7k'), ('4700 Ohm', '#4700 #4.7k'), ('100nF', '#100 #100000pf'), ('0.1 µF', '#0.1 #100000pf'), ('v1.2beta', 'v1 #0.2 beta'), ('лампа №64', 'лампа #64'), ('1½ in', '#1.5 #1.5in'),
  ('shirt L', 'shirt l'), ('gaming PC', 'gaming pc'), ('tire gauge', 'tire gauge'), ('7/8 in', '#0.875 #0.875in'), ('6'' 2"', '#6 #72in #2 #2in')) AS x(a, b);
SELECT is(tests.words('手机壳'), '手机 机壳', 'Chinese comes in pairs of characters');
SELECT is(tests.words('синяя лампа'), 'синяя лампа', 'every script keeps its letters');
SELECT is(tests.words(q), '', 'nothing to look for in: ' || q) FROM unnest(ARRAY['', '   ', '!!!', '😀', '"''()']) q;

-- insert, update, delete
INSERT INTO retail.products (store_id, sku, product_name, product_description, brand, price, metadata) VALUES
  ('north', 'DR-18', 'Cordless Drill 18 V', 'For wood and steel', 'Torvane', 99, '{"material": "steel", "brushless": true}'),
  ('north', 'DB-20', 'Drill Bit Set for cordless drills, 20 pieces', NULL, 'Torvane', 19, NULL),
  ('north', 'SH-6', 'Chrome Shower Head 6 in', NULL, 'Tidewater', 39, NULL),
  ('south', 'ZZ-1', 'Zanzibar Showercap', 'zanzibar zanzibar', 'Zed', 9, NULL);
SELECT is_empty('SELECT * FROM tests.drift()', 'inserted products are counted');
SELECT is(tests.answer('north_reader', 'north', tests.found('cordless drill')), 'DR-18;DB-20', 'a drill comes before its bits');
SELECT is(tests.answer('north_reader', 'north', tests.found('showerhead')), 'SH-6', 'joined words are split');
SELECT is(tests.answer('north_reader', 'north', tests.found('shwerhead')), 'SH-6', '... also where they are misspelt');
SELECT is(tests.answer('north_reader', 'north', tests.terms('cordles')), 'cordless,cordless,2,corrected', 'a slip is mended from the catalogue');
SELECT is(tests.answer('north_reader', 'north', 'SELECT reading FROM retail.search_query_terms(''north'', ''cordles'', true)'), 'unknown', 'a literal query is not mended');
SELECT is(tests.answer('north_reader', 'north', tests.terms(repeat('a', 400))), repeat('a', 400) || ',-,0,unknown', 'a word of any length is just unknown');
SELECT is(tests.answer('north_reader', 'north', tests.found('brushless')), 'DR-18', 'an attribute that is true is found by its name');
SELECT is(tests.answer('north_reader', 'north', 'SELECT p.sku, i.rank FROM retail.search_identified(''north'', ''dr 18'') i JOIN retail.products p USING (product_no) WHERE p.store_id = ''north'''), 'DR-18,2', 'a SKU is found however it is spaced');

UPDATE retail.products SET product_name = 'Impact Wrench 20 V' WHERE sku = 'DR-18';
SELECT is_empty('SELECT * FROM tests.drift()', 'an update of text leaves nothing of the old');
SELECT is(tests.answer('north_reader', 'north', tests.found('impact wrench')), 'DR-18', 'the new text is found');
SELECT is(tests.answer('north_reader', 'north', tests.found('cordless drill')), 'DB-20', 'the old one is not');
SELECT is(tests.answer('north_writer', 'north', 'UPDATE retail.products SET product_name = ''Torque Wrench'' WHERE sku = ''DR-18'' RETURNING sku'), 'DR-18', 'a principal that may write changes text');
SELECT is(tests.answer('north_reader', 'north', tests.found('torque')), 'DR-18', '... and the index follows with rights it does not have');

DO $$ BEGIN PERFORM set_config('tests.revision', (SELECT revision::text FROM retail.search_stats WHERE store_id = 'north'), true); END $$;
UPDATE retail.products SET price = price + 1, is_featured = true WHERE store_id = 'north';
SELECT is((SELECT revision::text FROM retail.search_stats WHERE store_id = 'north'), current_setting('tests.revision'), 'a change of price does not touch the index');

-- the other store
SELECT is(tests.answer('north_reader', 'north', tests.terms('zanzibar')), 'zanzibar,-,0,unknown', 'another store''s word is unknown here');
SELECT is(tests.answer('north_reader', 'north', tests.terms('zanzibr')), 'zanzibr,-,0,unknown', '... and corrects nothing');
SELECT is(tests.answer('north_reader', 'north', 'SELECT count(*) FROM retail.search_query_terms(''south'', ''zanzibar'') WHERE products > 0'), '0', '... even when asked of that store');
SELECT is(tests.answer('north_reader', 'north', 'SELECT count(*) FROM retail.' || t || ' WHERE store_id <> ''north'''), '0', 'nothing of another store in ' || t)
  FROM unnest('{search_stats,search_documents,search_postings,search_terms,search_vocabulary,search_words}'::text[]) t;
SELECT is(tests.answer('north_writer', 'north', 'DELETE FROM retail.search_postings RETURNING 1'), 'ERROR 42501', 'principals do not write the index');

-- categories, language, units
WITH c AS (INSERT INTO retail.product_categories (category_name) VALUES ('Bathroom') RETURNING category_id)
UPDATE retail.products SET category_id = c.category_id FROM c WHERE sku = 'SH-6';
SELECT is(tests.answer('north_reader', 'north', tests.found('bathroom')), 'SH-6', 'a product is found by its category');
UPDATE retail.product_categories SET category_name = 'Sanitary' WHERE category_name = 'Bathroom';
SELECT is(tests.answer('north_reader', 'north', tests.found('sanitary')), 'SH-6', 'a renamed category is followed');
UPDATE retail.stores SET language = 'german' WHERE store_id = 'north';
SELECT is((SELECT language FROM retail.search_stats WHERE store_id = 'north'), 'german', 'a store''s language is its index''s');
SELECT is_empty('SELECT * FROM tests.drift()', 'the store was analysed anew');
UPDATE retail.stores SET language = 'english' WHERE store_id = 'north';
INSERT INTO retail_sec.search_units (spelling, base_unit, factor) VALUES ('cubit', 'in', 18);
INSERT INTO retail.products (store_id, sku, product_name, price) VALUES ('north', 'ARK', 'Gopher wood 2 cubit', 7);
SELECT is(tests.answer('north_reader', 'north', tests.found('36 inch gopher')), 'ARK', 'a unit that was added meets the others');

DELETE FROM retail.products WHERE sku IN ('ARK', 'SH-6') AND store_id = 'north';
SELECT is(tests.answer('north_reader', 'north', tests.found('shower')), '', 'what was deleted is gone');
SELECT is_empty('SELECT * FROM tests.drift()', '... from every count');

-- Many at once, and what is to be found of each afterwards.
INSERT INTO retail.products (store_id, sku, product_name, product_description, price)
SELECT 'north', 'MANY-' || n, 'Bolt ' || n, 'Zinc plated', 1 FROM generate_series(1, 150) n;
UPDATE retail.products SET product_description = 'Brass' WHERE store_id = 'north' AND sku ~ '^MANY-.$';
SELECT is_empty('SELECT * FROM tests.drift()', 'a few texts changed');
UPDATE retail.products SET product_description = repeat('Copper ', 60) WHERE store_id = 'north' AND sku ~ '^MANY-..$';
SELECT is_empty('SELECT * FROM tests.drift()', '... so that every impact is weighed anew');
UPDATE retail.products SET product_description = NULL WHERE store_id = 'north' AND sku ~ '^MANY-';
SELECT is_empty('SELECT * FROM tests.drift()', 'many texts changed');
SELECT is((SELECT string_agg(lexeme, ',') FROM retail.search_terms WHERE store_id = 'north' AND lexeme IN ('zinc', 'brass', 'copper')), NULL, 'no word is left of what was replaced');
DELETE FROM retail.products WHERE store_id = 'north' AND sku ~ '^MANY-';

-- Not looking up what cannot matter changes neither the best nor those that match half of the query.
INSERT INTO retail.products (store_id, sku, product_name, price, is_active)
SELECT 'north', 'ROW-' || n, 'Row ' || n, 1, n % 4 < 3 AND n NOT BETWEEN 20 AND 40 FROM generate_series(1, 80) n;
CREATE FUNCTION tests.admitted(least_matched float8, enough integer, beyond integer DEFAULT 1000) RETURNS SETOF retail.products LANGUAGE sql AS $$
  WITH hit AS (
    SELECT product_no, row_number() OVER (ORDER BY product_no) AS place FROM retail.products WHERE store_id = 'north'),
  hits AS (
    SELECT array_agg('north'::text) AS stores, array_agg(product_no ORDER BY place) AS numbers, array_agg((100 - place)::float8 ORDER BY place) AS scores,
           array_agg(CASE WHEN place % 2 = 0 THEN least_matched ELSE 0.2 END ORDER BY place) AS matches, array_agg(CASE WHEN place > beyond THEN -1 ELSE (place % 50 = 49)::integer END ORDER BY place) AS ranks,
           array_agg(0::bigint) AS masks
      FROM hit),
  admitted AS (
    SELECT a.* FROM hits, retail.search_admit(stores, numbers, scores, matches, ranks, masks, NULL, NULL, NULL, NULL, NULL, false, false, enough) a),
  best AS (SELECT product_id FROM admitted ORDER BY rank DESC, score DESC LIMIT $2)
  SELECT p.* FROM retail.products p WHERE store_id = 'north' AND (product_id IN (SELECT product_id FROM best)
      OR product_id IN (SELECT product_id FROM admitted WHERE matched >= (SELECT least(0.5, max(matched)) FROM admitted)))
$$;
CREATE FUNCTION tests.admitted_whole(least_matched float8, enough integer) RETURNS SETOF retail.products LANGUAGE sql AS $$
  WITH hit AS (
    SELECT p AS product, row_number() OVER (ORDER BY product_no) AS place FROM retail.products p WHERE store_id = 'north'),
  admitted AS (
    SELECT product, place, CASE WHEN place % 2 = 0 THEN least_matched ELSE 0.2 END AS matched FROM hit WHERE (product).is_active),
  best AS (SELECT product FROM admitted ORDER BY place % 50 = 49 DESC, place LIMIT $2)
  SELECT (product).* FROM (SELECT product FROM best UNION SELECT product FROM admitted WHERE matched >= (SELECT least(0.5, max(matched)) FROM admitted)) u
$$;
SELECT set_eq(format('SELECT sku FROM tests.admitted(%s, %s)', m, e), format('SELECT sku FROM tests.admitted_whole(%s, %s)', m, e), format('the %s best, and what matches %s', e, m))
  FROM unnest('{1,2,5,10,15,20,25,30,40,200}'::int[]) e, unnest('{0.4,0.5,0.9}'::float8[]) m;
-- Whatever lies within so many edits has one of the pieces: every word made by two edits of any kind.
CREATE FUNCTION tests.edited(word text) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT overlay(word PLACING e FROM i FOR n) FROM generate_series(1, length(word)) i, unnest('{"",x}'::text[]) e, unnest('{0,1}'::int[]) n
$$;
SELECT is_empty('SELECT t FROM tests.edited(''container'') o, tests.edited(o) t WHERE NOT EXISTS (
    SELECT FROM unnest(retail.search_pieces(''container'', 2)) p WHERE strpos(t, p) > 0)', 'a piece is left after two edits');
SELECT is_empty('SELECT o FROM tests.edited(''lamp'') o WHERE NOT EXISTS (
    SELECT FROM unnest(retail.search_pieces(''lamp'', 1)) p WHERE strpos(o, p) > 0)', '... and after one');
SELECT is((SELECT array_to_string(retail.search_pieces('lamps', 1), ',') || ' ' || array_to_string(retail.search_pieces('sander', 2), ',')), 'la,mps sa,nd,er', 'the pieces make up the word');
-- What comes after the sample (rank -1) is looked up only for whoever reads on.
SELECT is((SELECT count(*) FROM tests.admitted(0.9, 10, 24) a WHERE EXISTS (
             SELECT FROM tests.admitted(0.9, 10, 1000) b WHERE b.product_no = a.product_no)) < (SELECT count(*) FROM tests.admitted(0.9, 10, 1000)), true, 'ten are had without the rest');
SELECT set_eq('SELECT sku FROM tests.admitted(0.9, 60, 24)', 'SELECT sku FROM tests.admitted(0.9, 60, 1000)', 'sixty take the rest in');
SELECT * FROM finish();
ROLLBACK;
