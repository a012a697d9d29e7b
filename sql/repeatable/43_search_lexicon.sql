-- What the analysis of text knows before it has seen a catalogue: units of measure and irregular
-- words. The rows are data; a deployment adds its own and this file leaves those alone.
SET ROLE retail_owner;

CREATE OR REPLACE FUNCTION retail.search_lexicon_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := (SELECT jsonb_agg(l ORDER BY l.language) FROM retail_sec.search_lexicon l);
BEGIN
    DELETE FROM retail_sec.search_lexicon;
    INSERT INTO retail_sec.search_lexicon (language, units, words)
    SELECT l.language,
           (SELECT coalesce(jsonb_object_agg(u.spelling, jsonb_build_array(u.base_unit, u.factor, u.is_word, u.glued_only)), '{}')
              FROM retail_sec.search_units u),
           -- A unit's word standing alone is replaced by nothing.
           (SELECT coalesce(jsonb_object_agg(u.spelling, ''), '{}') FROM retail_sec.search_units u WHERE NOT u.is_word)
           || (SELECT coalesce(jsonb_object_agg(a.word, a.replacement), '{}')
                 FROM retail_sec.search_aliases a WHERE a.language IN ('', l.language))
      FROM (SELECT DISTINCT a.language FROM retail_sec.search_aliases a UNION SELECT '') l;
    IF before IS DISTINCT FROM (SELECT jsonb_agg(l ORDER BY l.language) FROM retail_sec.search_lexicon l) THEN
        PERFORM retail.search_rebuild(s.store_id) FROM retail.search_stats s ORDER BY s.store_id;
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION retail.search_lexicon_changed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER search_lexicon_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON retail_sec.search_units
    FOR EACH STATEMENT EXECUTE FUNCTION retail.search_lexicon_changed();
CREATE OR REPLACE TRIGGER search_lexicon_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON retail_sec.search_aliases
    FOR EACH STATEMENT EXECUTE FUNCTION retail.search_lexicon_changed();

INSERT INTO retail_sec.search_units AS u (spelling, base_unit, factor, is_word, glued_only)
SELECT spelling, base_unit, factor, kind = 'word', kind = 'glued'
  FROM (VALUES
    -- length, imperial
    ('in inch inches inchs ins zoll pouce pouces pulgada pulgadas', 'in', 1, 'unit'),
    ('ft feet feets pied pieds', 'in', 12, 'unit'),
    ('foot', 'in', 12, 'word'),
    ('yd yds', 'in', 36, 'unit'),
    ('yard yards', 'in', 36, 'word'),
    -- length, metric
    ('mm millimeter millimeters millimetre millimetres millimetro milimetro milimetros', 'mm', 1, 'unit'),
    ('cm centimeter centimeters centimetre centimetres centimetro centimetros zentimeter', 'mm', 10, 'unit'),
    ('m meter meters', 'mm', 1000, 'word'),
    ('mtr metre metres metro metros', 'mm', 1000, 'unit'),
    ('km kilometer kilometers kilometre kilometres', 'mm', 1000000, 'unit'),
    -- weight
    ('oz ounce ounces', 'oz', 1, 'unit'),
    ('lb lbs', 'oz', 16, 'unit'),
    ('pound pounds', 'oz', 16, 'word'),
    ('g gr gram grams gramm gramme grammes gramo gramos', 'g', 1, 'unit'),
    ('kg kgs kilo kilos kilogram kilograms kilogramm kilogramme', 'g', 1000, 'unit'),
    ('mg milligram milligrams milligramm', 'mg', 1, 'unit'),
    ('ton tons tonne tonnes', 'ton', 1, 'unit'),
    -- volume
    ('floz', 'floz', 1, 'unit'),
    ('pt', 'floz', 16, 'unit'),
    ('pint pints', 'floz', 16, 'word'),
    ('qt qts quart quarts', 'floz', 32, 'unit'),
    ('gal gals gallon gallons', 'floz', 128, 'unit'),
    ('ml millilitre millilitres milliliter milliliters', 'ml', 1, 'unit'),
    ('cl centilitre centilitres centiliter', 'ml', 10, 'unit'),
    ('dl decilitre deciliter', 'ml', 100, 'unit'),
    ('l', 'ml', 1000, 'word'),
    ('ltr liter liters litre litres litro litros', 'ml', 1000, 'unit'),
    ('cuft', 'cuft', 1, 'unit'),
    ('sqft ft2', 'sqft', 1, 'unit'),
    ('sqm m2', 'sqm', 1, 'unit'),
    ('mm2', 'mm2', 1, 'unit'),
    -- electricity, power, data
    ('v volt volts', 'v', 1, 'unit'),
    ('mv millivolt millivolts', 'mv', 1, 'unit'),
    ('w watt watts', 'w', 1, 'unit'),
    ('kw kilowatt kilowatts', 'w', 1000, 'unit'),
    ('wh', 'wh', 1, 'unit'),
    ('kwh', 'wh', 1000, 'unit'),
    ('a', 'ma', 1000, 'glued'),
    ('amp amps', 'ma', 1000, 'word'),
    ('ampere amperes', 'ma', 1000, 'unit'),
    ('ma milliamp milliamps milliampere', 'ma', 1, 'unit'),
    ('pf picofarad', 'pf', 1, 'unit'),
    ('nf nanofarad', 'pf', 1000, 'unit'),
    ('uf μf mfd microfarad', 'pf', 1000000, 'unit'),
    ('nh nanohenry', 'nh', 1, 'unit'),
    ('uh μh microhenry', 'nh', 1000, 'unit'),
    ('mh millihenry', 'nh', 1000000, 'unit'),
    -- in thousands, for a bare "10k" is as often ohms as kelvin
    ('ohm ohms ω', 'k', 0.001, 'unit'),
    ('kohm kohms kω kiloohm kilohm kiloohms kilohms', 'k', 1, 'unit'),
    ('mohm mohms mω megaohm megohm megaohms megohms', 'k', 1000, 'unit'),
    ('ah', 'mah', 1000, 'unit'),
    ('mah', 'mah', 1, 'unit'),
    ('hp', 'hp', 1, 'word'),
    ('horsepower', 'hp', 1, 'unit'),
    ('btu btus', 'btu', 1, 'unit'),
    ('kb kilobyte kilobytes', 'kb', 1, 'unit'),
    ('mb megabyte megabytes', 'mb', 1, 'unit'),
    ('gb gig gigs gigabyte gigabytes', 'gb', 1, 'unit'),
    ('tb terabyte terabytes', 'gb', 1024, 'unit'),
    ('hz hertz', 'hz', 1, 'unit'),
    ('khz', 'hz', 1000, 'unit'),
    ('mhz', 'mhz', 1, 'unit'),
    ('ghz', 'mhz', 1000, 'unit'),
    ('mp megapixel megapixels', 'mp', 1, 'unit'),
    ('lm lumen lumens', 'lm', 1, 'unit'),
    ('k kelvin', 'k', 1, 'glued'),
    ('db decibel decibels', 'db', 1, 'unit'),
    -- pressure, flow, angle, wire and mesh
    ('psi', 'psi', 1, 'unit'),
    ('bar', 'bar', 1, 'word'),
    ('cfm', 'cfm', 1, 'unit'),
    ('gpm', 'gpm', 1, 'unit'),
    ('gpf', 'gpf', 1, 'unit'),
    ('rpm', 'rpm', 1, 'unit'),
    ('deg degree degrees', 'deg', 1, 'unit'),
    ('ga gage guage awg', 'ga', 1, 'unit'),
    ('gauge', 'ga', 1, 'word'),
    ('grit', 'grit', 1, 'word'),
    ('tooth teeth', 'tooth', 1, 'word'),
    ('ply', 'ply', 1, 'word'),
    -- how many
    ('pk packs', 'pk', 1, 'unit'),
    ('pack', 'pk', 1, 'word'),
    ('pcs pieces', 'pc', 1, 'unit'),
    ('pc piece', 'pc', 1, 'word'),
    ('ct', 'ct', 1, 'unit'),
    ('count', 'ct', 1, 'word'),
    ('light lights lite', 'light', 1, 'word')
  ) AS rows(spellings, base_unit, factor, kind), unnest(string_to_array(spellings, ' ')) AS spelling
 GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (spelling) DO NOTHING;

INSERT INTO retail_sec.search_aliases (language, word, replacement)
VALUES ('', 'x', ''),
       ('english', 'children', 'child'), ('english', 'childrens', 'child'), ('english', 'kids', 'kid'),
       ('english', 'men', 'man'), ('english', 'mens', 'man'), ('english', 'women', 'woman'), ('english', 'womens', 'woman'),
       ('english', 'knives', 'knife'), ('english', 'shelves', 'shelf'), ('english', 'leaves', 'leaf'), ('english', 'loaves', 'loaf'),
       ('english', 'scarves', 'scarf'), ('english', 'wolves', 'wolf'), ('english', 'halves', 'half'), ('english', 'calves', 'calf'),
       ('english', 'mice', 'mouse'), ('english', 'geese', 'goose'), ('english', 'teeth', 'tooth'), ('english', 'feet', 'foot'),
       ('english', 'people', 'person'), ('english', 'media', 'medium'), ('english', 'data', 'datum'), ('english', 'dice', 'die')
ON CONFLICT (language, word) DO NOTHING;

-- Products that were there before the index.
SELECT retail.search_rebuild(s.store_id) FROM retail.stores s
 WHERE NOT EXISTS (SELECT FROM retail.search_stats t WHERE t.store_id = s.store_id)
   AND EXISTS (SELECT FROM retail.products p WHERE p.store_id = s.store_id)
 ORDER BY s.store_id;
RESET ROLE;
