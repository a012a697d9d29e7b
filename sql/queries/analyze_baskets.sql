-- Which products are bought together with others, in the stores $1 on the business days from $2 up to,
-- but not including, $3. The first of a pair is the SKU or barcode $4, or a product of the category $5
-- (name or path, with everything below). A receipt with sold lines is one basket and counts a product
-- once; over several stores a product is its SKU. $6 is the least number of common baskets, $7 the
-- number of pairs to return, $8 how many to skip. `pairs_looked_at` counts all that could have been found:
-- those of each first product sold with each other product sold.
-- Planned for each call: periods and filters decide which index and join order is best.
WITH wanted AS MATERIALIZED (
  SELECT t.category_id FROM retail.category_tree AS t
   WHERE EXISTS (
     SELECT FROM retail.category_tree AS w
      WHERE w.category_id = ANY (t.ids)
        AND lower(regexp_replace(btrim($5::text), '\s*>\s*', ' > ', 'g')) IN (lower(w.category_name), lower(w.path)))
), product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, v.on_hand,
         p.sku = $4::text OR coalesce(p.barcode = $4::text, false) OR p.category_id IN (SELECT w.category_id FROM wanted AS w) AS is_first
    FROM retail.products AS p
    JOIN retail.inventory AS v ON v.store_id = p.store_id AND v.product_id = p.product_id
   WHERE p.store_id = ANY ($1::text[])
), basket_line AS MATERIALIZED ( -- with all that is needed of the product, so that pairs are one join
  SELECT DISTINCT i.store_id, i.transaction_id, p.sku, p.is_first
    FROM retail.sales_transaction_items AS i
    JOIN product AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
   WHERE i.store_id = ANY ($1::text[]) AND i.quantity > 0
     AND i.business_date >= $2::date AND i.business_date < $3::date
), baskets AS (
  SELECT count(*) AS n FROM (SELECT DISTINCT l.store_id, l.transaction_id FROM basket_line AS l) AS b
), sold AS (
  SELECT l.sku, count(*) AS n FROM basket_line AS l GROUP BY l.sku
), pair AS (
  SELECT a.sku, b.sku AS partner_sku, count(*) AS n
    FROM basket_line AS a
    JOIN basket_line AS b ON b.store_id = a.store_id AND b.transaction_id = a.transaction_id AND b.sku <> a.sku
   WHERE a.is_first
   GROUP BY a.sku, b.sku
  HAVING count(*) >= $6::integer
), named AS (
  SELECT p.sku, min(p.product_name) AS product_name, sum(p.on_hand) AS on_hand FROM product AS p GROUP BY p.sku
)
SELECT pair.sku, na.product_name, pair.partner_sku, nb.product_name AS partner_name, nb.on_hand AS partner_on_hand,
       t.n AS baskets, a.n AS baskets_with, b.n AS baskets_with_partner, pair.n AS baskets_together,
       round(pair.n::numeric / t.n, 6) AS support,
       round(pair.n::numeric / a.n, 6) AS confidence,
       round(pair.n::numeric * t.n / (a.n::numeric * b.n), 4) AS lift,
       round(t.n * (t.n * pair.n::numeric - a.n::numeric * b.n) ^ 2
             / nullif(a.n::numeric * b.n * (t.n - a.n) * (t.n - b.n), 0), 2) AS chi_square,
       count(*) OVER () AS total, looked_at.n AS pairs_looked_at
  FROM pair
 CROSS JOIN baskets AS t
 CROSS JOIN (SELECT count(*) FILTER (WHERE s.sku IN (SELECT p.sku FROM product AS p WHERE p.is_first)) * (count(*) - 1) AS n
               FROM sold AS s) AS looked_at
  JOIN sold AS a ON a.sku = pair.sku
  JOIN sold AS b ON b.sku = pair.partner_sku
  JOIN named AS na ON na.sku = pair.sku
  JOIN named AS nb ON nb.sku = pair.partner_sku
 ORDER BY chi_square DESC NULLS LAST, pair.sku, pair.partner_sku
 LIMIT $7::integer OFFSET $8::bigint
