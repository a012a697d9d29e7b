-- What to show where no product matches the text $6: $5 products of the stores $1, below the category $2
-- and of the brand $3 (each NULL for any). First those with a word that is near one of the text; after
-- them what was sold most in the four weeks to the day $4, then the newest. Only so many sales are read,
-- the latest: a hint needs no exact sum.
WITH filter AS MATERIALIZED (
    SELECT CASE WHEN $2::text IS NOT NULL THEN retail.search_categories($2) END AS categories),
near AS MATERIALIZED (
    SELECT s.store_id, p.product_no, 'has ' || w.word || ', near ' || w.asked AS why, row_number() OVER (ORDER BY w.place, p.impact DESC, p.product_no) AS place
      FROM unnest($1::text[]) AS s(store_id)
     CROSS JOIN LATERAL retail.search_nearest_words(s.store_id, $6) WITH ORDINALITY AS w(asked, word, lexeme, place)
     CROSS JOIN LATERAL (SELECT p.product_no, p.impact FROM retail.search_postings AS p
                          WHERE p.store_id = s.store_id AND p.lexeme = w.lexeme ORDER BY p.impact DESC, p.product_no LIMIT 50) AS p),
sold AS MATERIALIZED (
    SELECT i.store_id, i.product_id, sum(i.quantity) AS units
      FROM unnest($1::text[]) AS s(store_id)
     CROSS JOIN LATERAL (
          SELECT i.store_id, i.product_id, i.quantity FROM retail.sales_transaction_items AS i
           WHERE i.store_id = s.store_id AND i.business_date >= $4::date - 28 AND i.business_date < $4::date
           ORDER BY i.business_date DESC LIMIT 20000) AS i
     GROUP BY 1, 2 HAVING sum(i.quantity) > 0),
offer AS MATERIALIZED (
    (SELECT p.store_id, p.product_id, n.place, n.why, 0 AS units
       FROM near AS n JOIN retail.products AS p ON p.store_id = n.store_id AND p.product_no = n.product_no CROSS JOIN filter AS f
      WHERE p.is_active AND (f.categories IS NULL OR p.category_id = ANY (f.categories)) AND ($3::text IS NULL OR lower(p.brand) = lower($3::text)))
    UNION ALL
    (SELECT p.store_id, p.product_id, NULL, 'sold most of late', d.units
       FROM sold AS d JOIN retail.products AS p ON p.store_id = d.store_id AND p.product_id = d.product_id CROSS JOIN filter AS f
      WHERE p.is_active AND (f.categories IS NULL OR p.category_id = ANY (f.categories)) AND ($3::text IS NULL OR lower(p.brand) = lower($3::text))
      ORDER BY d.units DESC, p.sku LIMIT $5::integer)
    UNION ALL
    (SELECT n.store_id, n.product_id, NULL, 'new here', 0
       FROM unnest($1::text[]) AS s(store_id) CROSS JOIN filter AS f
      CROSS JOIN LATERAL (
           SELECT p.store_id, p.product_id FROM retail.products AS p
            WHERE p.store_id = s.store_id AND p.is_active
              AND (f.categories IS NULL OR p.category_id = ANY (f.categories)) AND ($3::text IS NULL OR lower(p.brand) = lower($3::text))
            ORDER BY p.product_no DESC LIMIT $5::integer) AS n))
SELECT p.sku, min(p.product_name) AS name, min(p.brand) AS brand, retail.category_path(min(p.category_id)) AS category, min(p.price) AS price,
       coalesce(sum(i.on_hand - i.committed), 0) AS on_hand, coalesce(sum(i.on_hand - i.committed), 0) > 0 AS in_stock,
       (array_agg(o.why ORDER BY o.place, o.units DESC))[1] AS why_matched
  FROM (SELECT DISTINCT ON (o.store_id, o.product_id) o.* FROM offer AS o
         ORDER BY o.store_id, o.product_id, o.place, o.units DESC) AS o
  JOIN retail.products AS p ON p.store_id = o.store_id AND p.product_id = o.product_id
  LEFT JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
 GROUP BY p.sku
 ORDER BY min(o.place), max(o.units) DESC, max(p.product_no) DESC, p.sku
 LIMIT $5::integer
