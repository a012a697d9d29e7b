-- Store $1 with $2 products for the measurement of search, from the sample's catalogue ($3): its
-- brands, things, options and colours, and model names from a vocabulary that grows with the store,
-- few of them common and most of them rare, as in real catalogues. Same arguments, same products.
WITH family AS MATERIALIZED (
    SELECT f.value AS family, row_number() OVER (ORDER BY c.place, f.place) - 1 AS number, count(*) OVER () AS families
      FROM jsonb_array_elements($3::jsonb -> 'categories') WITH ORDINALITY AS c(value, place),
           jsonb_array_elements(c.value -> 'families') WITH ORDINALITY AS f(value, place)),
dice AS MATERIALIZED (
    -- Eight numbers from 0 to 1 per product, the same in every run.
    SELECT i, ARRAY(SELECT abs(hashtextextended(concat($1::text, i, ' ', d), 0)::numeric % 1000000) / 1000000
                      FROM generate_series(1, 8) AS d) AS r
      FROM generate_series(1, $2::integer) AS i),
syllable AS MATERIALIZED (
    SELECT array_agg(c || v ORDER BY c, v) AS syllables
      FROM unnest(string_to_array('b d f g k l m n p r s t v z br st tr fl', ' ')) AS c, unnest(ARRAY['a', 'e', 'i', 'o', 'u']) AS v),
choice AS (
    SELECT d.i, d.r, f.family,
           (f.family -> 'brands') ->> floor(d.r[2] * jsonb_array_length(f.family -> 'brands'))::integer AS brand,
           (SELECT array_agg(key ORDER BY key) FROM jsonb_object_keys(f.family -> 'lines') AS key) AS lines,
           (f.family -> 'options') ->> floor(d.r[3] * jsonb_array_length(f.family -> 'options'))::integer AS option,
           (f.family -> 'colors') ->> floor(d.r[4] * jsonb_array_length(f.family -> 'colors'))::integer AS color,
           (SELECT initcap(s.syllables[1 + n % 90] || s.syllables[1 + n / 90 % 90] || s.syllables[1 + n * 7 % 90])
              FROM syllable AS s, (SELECT floor(d.r[5] ^ 3 * $2::integer / 4)::integer AS n) AS w) AS model_name
      FROM dice AS d JOIN family AS f ON f.number = floor(d.r[1] * f.families))
INSERT INTO retail.products (store_id, sku, product_name, product_description, category_id, brand, model, color, size, price, cost, barcode, tags, metadata, created_at)
SELECT $1, format('%s-%s', upper(left(regexp_replace(c.brand, '[^A-Za-z]', '', 'g'), 3)), 100000 + c.i),
       concat_ws(', ', concat_ws(' ', c.brand, c.lines[1 + floor(c.r[6] * cardinality(c.lines))::integer], c.family ->> 'item', c.model_name), c.option, c.color),
       replace(c.family ->> 'text', '{option}', coalesce(c.option, '')) || ' Part of the ' || c.model_name || ' range.',
       (SELECT k.category_id FROM retail.product_categories AS k WHERE k.store_id IS NULL AND k.category_name = c.family ->> 'under' LIMIT 1),
       c.brand, format('%s%s', upper(left(c.model_name, 3)), 1000 + c.i), c.color, c.option,
       round(((c.family -> 'price' -> 0)::numeric + c.r[7] * ((c.family -> 'price' -> 1)::numeric - (c.family -> 'price' -> 0)::numeric)), 2),
       NULL, (4000000000000 + c.i)::text, ARRAY(SELECT jsonb_array_elements_text(c.family -> 'tags')), c.family -> 'meta',
       timestamptz '2026-01-01' - c.i * interval '1 minute'
  FROM choice AS c
 ORDER BY c.i
