-- Why net sales of the stores $1 differ between the days from $4 up to, but not including, $5 (before)
-- and from $2 up to $3 (after): additive parts per product, of which the $8 largest of each part come
-- back with the part's total. Filters, each NULL for none: category $6 (name or path, with everything
-- below), brand $7. $9 is a store-local time at which the last of the days before is cut, or NULL.
--
-- Net sales = sales at regular prices - promotion - discounts - returns, so the parts are those of the
-- first term and the differences of the others, and add up exactly. The regular price of a product in
-- a period is the average over its lines outside promotions; lacking any, that of the other period, or
-- today's price. Of products sold in both periods (P price, Q units, L units lost by being out of stock):
--   price = (P1 - P0) Q1;  mix = (Q1 - Q0 ΣQ1/ΣQ0) P0;  stock_outs = -(L1 - L0) P0
--   volume = (ΣQ1/ΣQ0 - 1) Q0 P0 - stock_outs
-- L = days without stock x units per day in stock; nothing in stores whose stock is not known throughout
-- (inventory_known_since.sql), where an empty shelf cannot be told from one that nobody counted.
-- Planned for each call: periods and filters decide which index and join order is best.
WITH wanted AS MATERIALIZED (
  SELECT t.category_id FROM retail.category_tree AS t
   WHERE EXISTS (
     SELECT FROM retail.category_tree AS w
      WHERE w.category_id = ANY (t.ids)
        AND lower(regexp_replace(btrim($6::text), '\s*>\s*', ' > ', 'g')) IN (lower(w.category_name), lower(w.path)))
), product AS MATERIALIZED (
  SELECT p.store_id, p.product_id, p.sku, p.product_name, p.price
    FROM retail.products AS p
   WHERE p.store_id = ANY ($1::text[])
     AND ($6::text IS NULL OR p.category_id IN (SELECT w.category_id FROM wanted AS w))
     AND ($7::text IS NULL OR p.brand = $7::text)
), sold AS ( -- a line is in both periods where they overlap
  SELECT i.store_id, i.product_id, i.business_date, true AS is_after, i.quantity, i.gross_amount, i.net_amount
    FROM retail.sales_transaction_items AS i
   WHERE i.store_id = ANY ($1::text[]) AND i.business_date >= $2::date AND i.business_date < $3::date
   UNION ALL
  SELECT i.store_id, i.product_id, i.business_date, false, i.quantity, i.gross_amount, i.net_amount
    FROM retail.sales_transaction_items AS i
   WHERE i.store_id = ANY ($1::text[]) AND i.business_date >= $4::date AND i.business_date < $5::date
     AND ($9::timestamp IS NULL
          OR EXISTS (SELECT FROM retail.sales_transactions AS x JOIN retail.stores AS s ON s.store_id = x.store_id
                      WHERE x.store_id = i.store_id AND x.transaction_id = i.transaction_id
                        AND x.transaction_date < $9::timestamp AT TIME ZONE s.time_zone))
), line AS MATERIALIZED (
  SELECT p.sku, i.is_after, i.quantity, i.gross_amount, i.net_amount,
         EXISTS (SELECT FROM retail.promotions AS r
                  WHERE r.store_id = p.store_id AND r.sku = p.sku
                    AND i.business_date BETWEEN r.valid_from AND r.valid_to) AS is_promoted
    FROM sold AS i JOIN product AS p ON p.store_id = i.store_id AND p.product_id = i.product_id
), sums AS (
  SELECT l.sku,
         coalesce(sum(l.net_amount) FILTER (WHERE l.is_after), 0) AS net1,
         coalesce(sum(l.net_amount) FILTER (WHERE NOT l.is_after), 0) AS net0,
         coalesce(sum(l.quantity) FILTER (WHERE l.is_after AND l.quantity > 0), 0) AS q1,
         coalesce(sum(l.quantity) FILTER (WHERE NOT l.is_after AND l.quantity > 0), 0) AS q0,
         coalesce(sum(l.quantity) FILTER (WHERE l.is_after AND l.quantity > 0 AND l.is_promoted), 0) AS promoted_q1,
         coalesce(sum(l.quantity) FILTER (WHERE NOT l.is_after AND l.quantity > 0 AND l.is_promoted), 0) AS promoted_q0,
         coalesce(sum(l.gross_amount) FILTER (WHERE l.is_after AND l.quantity > 0 AND l.is_promoted), 0) AS promoted1,
         coalesce(sum(l.gross_amount) FILTER (WHERE NOT l.is_after AND l.quantity > 0 AND l.is_promoted), 0) AS promoted0,
         coalesce(sum(l.gross_amount) FILTER (WHERE l.is_after AND l.quantity > 0 AND NOT l.is_promoted), 0) AS regular1,
         coalesce(sum(l.gross_amount) FILTER (WHERE NOT l.is_after AND l.quantity > 0 AND NOT l.is_promoted), 0) AS regular0,
         coalesce(sum(l.gross_amount - l.net_amount) FILTER (WHERE l.is_after AND l.quantity > 0), 0) AS discounts1,
         coalesce(sum(l.gross_amount - l.net_amount) FILTER (WHERE NOT l.is_after AND l.quantity > 0), 0) AS discounts0,
         coalesce(-sum(l.net_amount) FILTER (WHERE l.is_after AND l.quantity < 0), 0) AS returns1,
         coalesce(-sum(l.net_amount) FILTER (WHERE NOT l.is_after AND l.quantity < 0), 0) AS returns0
    FROM line AS l
   GROUP BY l.sku
), named AS (
  SELECT p.sku, min(p.product_name) AS product_name, avg(p.price) AS price FROM product AS p GROUP BY p.sku
), priced AS (
  SELECT s.*, n.product_name,
         coalesce(round(s.regular1 / nullif(s.q1 - s.promoted_q1, 0), 8), round(s.regular0 / nullif(s.q0 - s.promoted_q0, 0), 8), n.price) AS p1,
         coalesce(round(s.regular0 / nullif(s.q0 - s.promoted_q0, 0), 8), round(s.regular1 / nullif(s.q1 - s.promoted_q1, 0), 8), n.price) AS p0
    FROM sums AS s JOIN named AS n USING (sku)
), valued AS ( -- v: sales at regular prices; m: what promotions took off them
  SELECT d.*, d.regular1 + d.promoted_q1 * d.p1 AS v1, d.regular0 + d.promoted_q0 * d.p0 AS v0,
         d.promoted_q1 * d.p1 - d.promoted1 AS m1, d.promoted_q0 * d.p0 - d.promoted0 AS m0
    FROM priced AS d
), day_level AS ( -- what moved on each day from the day before the first of interest to now
  SELECT m.store_id, m.product_id, m.business_date, sum(m.quantity) AS moved
    FROM retail.inventory_movements AS m
   WHERE m.store_id = ANY ($1::text[]) AND m.business_date >= least($2::date, $4::date)
   GROUP BY m.store_id, m.product_id, m.business_date
   UNION ALL
  SELECT p.store_id, p.product_id, least($2::date, $4::date) - 1, 0 FROM product AS p
), level AS ( -- stock at the end of those days, counted back from today's
  SELECT d.store_id, d.product_id, d.business_date,
         v.on_hand - coalesce(sum(d.moved) OVER later, 0) AS closing,
         lead(d.business_date, 1, greatest($3::date, $5::date)) OVER in_time AS next_date
    FROM day_level AS d
    JOIN retail.inventory AS v ON v.store_id = d.store_id AND v.product_id = d.product_id
  WINDOW in_time AS (PARTITION BY d.store_id, d.product_id ORDER BY d.business_date),
         later AS (PARTITION BY d.store_id, d.product_id ORDER BY d.business_date DESC
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), blind AS MATERIALIZED ( -- stores whose stock is not known from the first day on
  SELECT s.store_id
    FROM unnest($1::text[]) AS s(store_id)
   CROSS JOIN LATERAL (SELECT coalesce(min(m.business_date), 'infinity') AS known_since FROM retail.inventory_movements AS m
                        WHERE m.store_id = s.store_id AND m.kind IN ('receipt', 'transfer_in', 'count')) AS k
   WHERE k.known_since > least($2::date, $4::date)
     AND EXISTS (SELECT FROM retail.inventory_movements AS m WHERE m.store_id = s.store_id AND m.business_date < k.known_since)
), out_of_stock AS ( -- whole days without stock: those after a day that ended empty, until something moves
  SELECT p.sku,
         sum(greatest(0, least(l.next_date, $3::date) - greatest(l.business_date + 1, $2::date))) AS days1,
         sum(greatest(0, least(l.next_date, $5::date) - greatest(l.business_date + 1, $4::date))) AS days0
    FROM level AS l JOIN product AS p ON p.store_id = l.store_id AND p.product_id = l.product_id
   WHERE l.closing <= 0 AND l.store_id NOT IN (SELECT b.store_id FROM blind AS b)
   GROUP BY p.sku
), carried AS (
  SELECT p.sku, count(*) AS stores FROM product AS p GROUP BY p.sku
), lost AS (
  SELECT v.*, coalesce(o.days1, 0) AS out_days1, coalesce(o.days0, 0) AS out_days0,
         coalesce(round(v.q1 * o.days1 / nullif(($3::date - $2::date) * c.stores - o.days1, 0), 6), 0) AS l1,
         coalesce(round(v.q0 * o.days0 / nullif(($5::date - $4::date) * c.stores - o.days0, 0), 6), 0) AS l0
    FROM valued AS v JOIN carried AS c USING (sku) LEFT JOIN out_of_stock AS o USING (sku)
), continuing AS (
  SELECT coalesce(round(sum(q1) / nullif(sum(q0), 0), 12), 1) AS growth FROM lost WHERE q0 > 0 AND q1 > 0
), parts AS (
  SELECT l.sku, l.product_name, l.net0, l.net1, l.q0, l.q1, l.out_days0, l.out_days1, a.part, a.amount
    FROM lost AS l CROSS JOIN continuing AS g
   CROSS JOIN LATERAL (SELECT l.q0 > 0 AND l.q1 > 0 AS both_sold, l.q0 * (g.growth - 1) * l.p0 AS more, -(l.l1 - l.l0) * l.p0 AS missing) AS e
   CROSS JOIN LATERAL (VALUES
     ('price',        CASE WHEN e.both_sold THEN l.v1 - l.q1 * l.p0 ELSE 0 END),
     ('volume',       CASE WHEN e.both_sold THEN e.more - e.missing ELSE 0 END),
     ('stock_outs',   CASE WHEN e.both_sold THEN e.missing ELSE 0 END),
     ('mix',          CASE WHEN e.both_sold THEN l.q1 * l.p0 - l.v0 - e.more ELSE 0 END),
     ('new',          CASE WHEN l.q0 <= 0 THEN l.v1 ELSE 0 END),
     ('discontinued', CASE WHEN l.q1 <= 0 THEN -l.v0 ELSE 0 END),
     ('promotion',    l.m0 - l.m1),
     ('discounts',    l.discounts0 - l.discounts1),
     ('returns',      l.returns0 - l.returns1)) AS a(part, amount)
), ranked AS (
  SELECT p.*, sum(p.amount) OVER (PARTITION BY p.part) AS part_amount,
         sum(p.net0) OVER (PARTITION BY p.part) AS all_net0, sum(p.net1) OVER (PARTITION BY p.part) AS all_net1,
         row_number() OVER (PARTITION BY p.part ORDER BY abs(p.amount) DESC, p.sku) AS place
    FROM parts AS p
)
SELECT r.part, r.part_amount, r.all_net0, r.all_net1, r.place, r.sku, r.product_name, r.amount, r.net0 AS net_before,
       r.net1 AS net_after, r.q0 AS units_before, r.q1 AS units_after, r.out_days0 AS out_days_before, r.out_days1 AS out_days_after
  FROM ranked AS r
 WHERE r.place = 1 OR r.place <= $8::integer AND r.amount <> 0
 ORDER BY array_position(ARRAY['price', 'volume', 'mix', 'new', 'discontinued', 'promotion', 'discounts', 'returns', 'stock_outs'], r.part), r.place
