-- What customers buy along with the product with the SKU or barcode $2 in the stores $1: products on
-- at least $5 of its receipts in the 365 days to $6 and more often than by chance, the strongest
-- evidence (chi-squared) first. $3 rows, $4 before them. One row per SKU.
WITH
anchor AS MATERIALIZED (
    SELECT p.store_id, p.product_id, p.sku FROM retail.products AS p
     WHERE p.store_id = ANY ($1::text[]) AND (p.sku = $2::text OR p.barcode = $2::text)),
basket AS MATERIALIZED (
    SELECT DISTINCT i.store_id, i.transaction_id
      FROM anchor AS a
      JOIN retail.sales_transaction_items AS i ON i.store_id = a.store_id AND i.product_id = a.product_id
     WHERE i.quantity > 0 AND i.business_date >= $6::date - 365 AND i.business_date < $6::date),
together AS MATERIALIZED (
    SELECT p.sku, count(DISTINCT (b.store_id, b.transaction_id)) AS n
      FROM basket AS b
      JOIN retail.sales_transaction_items AS i ON i.store_id = b.store_id AND i.transaction_id = b.transaction_id AND i.quantity > 0
      JOIN retail.products AS p ON p.store_id = i.store_id AND p.product_id = i.product_id AND p.is_active
     WHERE p.sku <> ALL (SELECT a.sku FROM anchor AS a)
     GROUP BY p.sku HAVING count(DISTINCT (b.store_id, b.transaction_id)) >= $5::integer),
partner AS MATERIALIZED (
    SELECT t.sku, t.n, min(p.product_name) AS name, min(p.brand) AS brand, min(p.price) AS price, sum(i.on_hand - i.committed) AS on_hand,
           sum((SELECT count(DISTINCT s.transaction_id) FROM retail.sales_transaction_items AS s
                 WHERE s.store_id = p.store_id AND s.product_id = p.product_id AND s.quantity > 0
                   AND s.business_date >= $6::date - 365 AND s.business_date < $6::date)) AS baskets
      FROM together AS t
      JOIN retail.products AS p ON p.store_id = ANY ($1::text[]) AND p.sku = t.sku
      JOIN retail.inventory AS i ON i.store_id = p.store_id AND i.product_id = p.product_id
     GROUP BY t.sku, t.n),
every AS (
    SELECT count(DISTINCT (i.store_id, i.transaction_id)) AS n FROM retail.sales_transaction_items AS i
     WHERE i.store_id = ANY ((SELECT array_agg(DISTINCT a.store_id) FROM anchor AS a)::text[]) AND i.quantity > 0
       AND i.business_date >= $6::date - 365 AND i.business_date < $6::date),
measured AS (
    SELECT p.*, p.n * e.n / (b.n * p.baskets) AS lift,
           e.n * (e.n * p.n - b.n * p.baskets) ^ 2 / nullif(b.n * p.baskets * (e.n - b.n) * (e.n - p.baskets), 0) AS evidence
      FROM partner AS p CROSS JOIN every AS e CROSS JOIN (SELECT count(*)::numeric AS n FROM basket) AS b)
SELECT m.sku, m.name, m.brand, m.price, m.on_hand, m.on_hand > 0 AS in_stock, m.n AS baskets, round(m.lift, 1) AS lift,
       count(*) OVER () AS total
  FROM measured AS m
 WHERE m.lift > 1
 ORDER BY m.evidence DESC NULLS LAST, m.sku
 LIMIT $3::integer OFFSET $4::bigint
