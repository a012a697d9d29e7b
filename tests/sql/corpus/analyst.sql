SELECT count(*) FROM retail.products

SELECT sku, product_name, price FROM retail.products ORDER BY price DESC, sku LIMIT 5

SELECT brand, count(*) FROM retail.products GROUP BY brand ORDER BY brand

SELECT brand, count(*) AS n FROM retail.products GROUP BY brand HAVING count(*) > 5 ORDER BY n DESC, brand

SELECT avg(price), min(price), max(price), sum(price) FROM retail.products

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price) FROM retail.products

SELECT percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY price) FROM retail.products

SELECT mode() WITHIN GROUP (ORDER BY color) FROM retail.products

SELECT stddev_samp(price), var_pop(price) FROM retail.products

SELECT round(corr(price::float8, cost::float8)::numeric, 9) FROM retail.products

SELECT c.category_name, count(p.product_id) FROM retail.product_categories c LEFT JOIN retail.products p USING (category_id) GROUP BY c.category_name ORDER BY 1

SELECT p.sku, i.on_hand FROM retail.products p JOIN retail.inventory i ON i.store_id = p.store_id AND i.product_id = p.product_id ORDER BY i.on_hand, p.sku LIMIT 10

SELECT sku, current_stock FROM retail.products_with_stock WHERE current_stock < 40 ORDER BY 2, 1

SELECT business_date, gross_sales - discounts - returns AS net_sales FROM retail.sales_by_day ORDER BY business_date

SELECT sum(net_amount) FROM retail.sales_transaction_items

SELECT date_trunc('month', business_date)::date AS month, sum(net_amount) FROM retail.sales_transaction_items GROUP BY 1 ORDER BY 1

SELECT extract(isodow FROM business_date) AS weekday, sum(net_amount) FROM retail.sales_transaction_items GROUP BY 1 ORDER BY 1

SELECT to_char(business_date, 'IYYY-"W"IW') AS week, count(DISTINCT transaction_id) FROM retail.sales_transaction_items GROUP BY 1 ORDER BY 1

SELECT payment_method, count(*), sum(total_amount) FROM retail.sales_transactions GROUP BY payment_method ORDER BY 1

SELECT transaction_type, avg(total_amount) FROM retail.sales_transactions GROUP BY transaction_type ORDER BY 1

SELECT loyalty_tier, count(*) FROM retail.customers GROUP BY loyalty_tier ORDER BY 1

SELECT c.loyalty_tier, sum(t.total_amount) FROM retail.customers c JOIN retail.sales_transactions t USING (store_id, customer_id) GROUP BY 1 ORDER BY 1

WITH daily AS (SELECT business_date, sum(net_amount) AS net FROM retail.sales_transaction_items GROUP BY 1) SELECT avg(net), max(net) FROM daily

WITH daily AS (SELECT business_date, sum(net_amount) AS net FROM retail.sales_transaction_items GROUP BY 1) SELECT business_date, net, sum(net) OVER (ORDER BY business_date) AS running FROM daily ORDER BY business_date LIMIT 20

SELECT business_date, net_sales, net_sales - lag(net_sales) OVER (ORDER BY business_date) AS change FROM (SELECT business_date, gross_sales - discounts - returns AS net_sales FROM retail.sales_by_day) d ORDER BY 1 LIMIT 10

SELECT sku, price, rank() OVER (PARTITION BY brand ORDER BY price DESC) AS place FROM retail.products ORDER BY brand, place, sku LIMIT 20

SELECT sku, ntile(4) OVER (ORDER BY price, sku) FROM retail.products ORDER BY 2, 1

SELECT sku, first_value(sku) OVER w, last_value(sku) OVER w FROM retail.products WINDOW w AS (PARTITION BY brand ORDER BY sku ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY sku LIMIT 10

SELECT sku, percent_rank() OVER (ORDER BY price) FROM retail.products ORDER BY sku LIMIT 10

SELECT business_date, avg(gross_sales) OVER (ORDER BY business_date ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM retail.sales_by_day ORDER BY 1 LIMIT 15

SELECT brand, color, count(*) FROM retail.products GROUP BY GROUPING SETS ((brand, color), (brand), ()) ORDER BY brand NULLS LAST, color NULLS LAST

SELECT brand, color, sum(price) FROM retail.products GROUP BY ROLLUP (brand, color) ORDER BY 1, 2

SELECT brand, color, grouping(brand, color), count(*) FROM retail.products GROUP BY CUBE (brand, color) ORDER BY 3, 1, 2

SELECT count(*) FILTER (WHERE is_active), count(*) FILTER (WHERE NOT is_active) FROM retail.products

SELECT sku FROM retail.products WHERE price BETWEEN 10 AND 12 ORDER BY sku

SELECT sku FROM retail.products WHERE color IN ('red', 'blue') AND rating_average > 4.5 ORDER BY sku

SELECT sku FROM retail.products WHERE product_name ILIKE '%product 1%' ORDER BY sku

SELECT sku FROM retail.products WHERE sku ~ '^SKU-00[12]' ORDER BY sku

SELECT sku FROM retail.products WHERE 'tag1' = ANY (tags) ORDER BY sku

SELECT sku FROM retail.products WHERE tags @> ARRAY['tag2'] ORDER BY sku

SELECT sku, metadata ->> 'voltage' FROM retail.products WHERE (metadata ->> 'voltage')::int > 6 ORDER BY sku

SELECT sku FROM retail.products WHERE metadata @> '{"voltage": 12}' ORDER BY sku

SELECT DISTINCT color FROM retail.products ORDER BY color

SELECT DISTINCT ON (brand) brand, sku, price FROM retail.products ORDER BY brand, price DESC, sku

SELECT sku FROM retail.products EXCEPT SELECT p.sku FROM retail.products p JOIN retail.promotions o ON o.sku = p.sku AND o.store_id = p.store_id ORDER BY 1

SELECT sku FROM retail.products INTERSECT SELECT sku FROM retail.promotions ORDER BY 1

SELECT 'sold' AS kind, sum(quantity) FROM retail.sales_transaction_items WHERE quantity > 0 UNION ALL SELECT 'returned', -sum(quantity) FROM retail.sales_transaction_items WHERE quantity < 0

SELECT p.sku FROM retail.products p WHERE NOT EXISTS (SELECT FROM retail.sales_transaction_items i WHERE i.store_id = p.store_id AND i.product_id = p.product_id) ORDER BY 1

SELECT p.sku, (SELECT sum(i.quantity) FROM retail.sales_transaction_items i WHERE i.store_id = p.store_id AND i.product_id = p.product_id) AS sold FROM retail.products p ORDER BY sold DESC NULLS LAST, sku LIMIT 10

SELECT p.sku, s.last_sold FROM retail.products p LEFT JOIN LATERAL (SELECT max(business_date) AS last_sold FROM retail.sales_transaction_items i WHERE i.store_id = p.store_id AND i.product_id = p.product_id) s ON true ORDER BY 2 DESC NULLS LAST, 1 LIMIT 10

SELECT p.brand, sum(i.net_amount) AS net, sum(i.net_amount - i.unit_cost * i.quantity) AS margin FROM retail.sales_transaction_items i JOIN retail.products p USING (store_id, product_id) GROUP BY p.brand ORDER BY net DESC

SELECT round(sum(net_amount - unit_cost * quantity) / nullif(sum(net_amount), 0), 4) FROM retail.sales_transaction_items WHERE unit_cost IS NOT NULL

SELECT count(*) FROM retail.sales_transaction_items WHERE unit_cost IS NULL

SELECT return_reason, count(*) FROM retail.sales_transaction_items WHERE quantity < 0 GROUP BY 1 ORDER BY 1

SELECT avg(n) FROM (SELECT count(*) AS n FROM retail.sales_transaction_items WHERE quantity > 0 GROUP BY transaction_id) x

SELECT width_bucket(total_amount, 0, 50, 5) AS band, count(*) FROM retail.sales_transactions GROUP BY 1 ORDER BY 1

SELECT CASE WHEN price < 15 THEN 'low' WHEN price < 30 THEN 'middle' ELSE 'high' END AS band, count(*) FROM retail.products GROUP BY 1 ORDER BY 1

SELECT coalesce(product_description, '(none)'), sku FROM retail.products ORDER BY sku LIMIT 8

SELECT extract(hour FROM transaction_date AT TIME ZONE 'America/Los_Angeles') AS hour, count(*) FROM retail.sales_transactions GROUP BY 1 ORDER BY 1

SELECT d::date, coalesce(s.gross_sales, 0) FROM generate_series('2025-02-01'::date, '2025-02-14', '1 day') d LEFT JOIN retail.sales_by_day s ON s.business_date = d::date ORDER BY 1

SELECT kind, sum(quantity), count(*) FROM retail.inventory_movements GROUP BY kind ORDER BY kind

SELECT p.sku, sum(m.quantity) AS ledger, max(i.on_hand) AS on_hand FROM retail.products p JOIN retail.inventory_movements m USING (store_id, product_id) JOIN retail.inventory i USING (store_id, product_id) GROUP BY p.sku HAVING sum(m.quantity) <> max(i.on_hand)

SELECT store_id, store_name, currency FROM retail.stores

SELECT string_agg(sku, ', ' ORDER BY sku) FROM retail.products WHERE is_featured

SELECT array_agg(DISTINCT color ORDER BY color) FROM retail.products

SELECT json_agg(sku ORDER BY sku) FROM retail.products WHERE price > 40

SELECT jsonb_object_agg(brand, n ORDER BY brand) FROM (SELECT brand, count(*) AS n FROM retail.products GROUP BY brand) x

SELECT regexp_replace(sku, '[^0-9]', '', 'g')::int AS number FROM retail.products ORDER BY 1 LIMIT 5

SELECT left(product_name, 10), length(product_name), upper(color) FROM retail.products ORDER BY sku LIMIT 5

SELECT split_part(sku, '-', 2) FROM retail.products ORDER BY 1 LIMIT 3

SELECT unnest(tags) AS tag, count(*) FROM retail.products GROUP BY 1 ORDER BY 1

SELECT t.customer_id IS NULL AS anonymous, count(*) FROM retail.sales_transactions t GROUP BY 1 ORDER BY 1

SELECT customer_id, count(*) FROM retail.sales_transactions WHERE customer_id IS NOT NULL GROUP BY 1 HAVING count(*) > 2 ORDER BY 2 DESC, 1 LIMIT 10

WITH RECURSIVE tree AS (SELECT category_id, category_name, 1 AS depth FROM retail.product_categories WHERE parent_category_id IS NULL UNION ALL SELECT c.category_id, c.category_name, t.depth + 1 FROM retail.product_categories c JOIN tree t ON c.parent_category_id = t.category_id) SELECT category_name, depth FROM tree ORDER BY 1

WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n

VALUES (1, 'one'), (2, 'two')

SELECT store_id, sku, promotion_name FROM retail.promotions ORDER BY sku LIMIT 3

SELECT * FROM retail.sales_by_day ORDER BY business_date LIMIT 3

SELECT p.* FROM retail.products_with_stock p ORDER BY p.sku LIMIT 2

SELECT count(*) FROM retail.sales_transactions TABLESAMPLE BERNOULLI (100)

SELECT sku FROM retail.products ORDER BY sku OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY

SELECT sku FROM retail.products ORDER BY price DESC FETCH FIRST 1 ROWS WITH TIES

SELECT a.sku, b.sku FROM retail.products a JOIN retail.products b ON a.brand = b.brand AND a.sku < b.sku ORDER BY 1, 2 LIMIT 5

SELECT x.a, y.b FROM (SELECT product_id AS a, transaction_id FROM retail.sales_transaction_items) x JOIN (SELECT product_id AS b, transaction_id FROM retail.sales_transaction_items) y USING (transaction_id) WHERE x.a < y.b GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT 5

SELECT sku, price, price * 1.19 AS with_tax, round(price * 1.19, 2) FROM retail.products ORDER BY sku LIMIT 5

SELECT 1/3::numeric, 0.1 + 0.2, 9007199254740993::bigint, 1e400::numeric

SELECT 'NaN'::float8, 'Infinity'::float8, -0.0::float8

SELECT true, false, NULL::boolean

SELECT date '2025-02-28' + 1, extract(day FROM age(date '2025-03-01', date '2025-01-31'))

SELECT extract(epoch FROM interval '1 day 2 hours'), '08:30'::time::text

SELECT lower('ÄÖÜ'), 'naïve — “quoted” 日本語'

SELECT $$dollar 'quoted'$$, E'tab\there', U&'\0041'

SELECT /* a comment; with a semicolon */ 1 -- and another;

SELECT 1;

SELECT sku AS "a name", sku AS "a name", price AS "select" FROM retail.products ORDER BY sku LIMIT 2

SELECT row_number() OVER (ORDER BY sku) AS n, sku FROM retail.products ORDER BY n LIMIT 3

SELECT business_date FROM retail.sales_by_day WHERE business_date >= '2025-02-10' AND business_date < '2025-02-13' ORDER BY 1

SELECT p.sku, o.price AS promotional, avg(i.unit_price) FROM retail.promotions o JOIN retail.products p USING (store_id, sku) LEFT JOIN retail.sales_transaction_items i ON i.store_id = p.store_id AND i.product_id = p.product_id AND i.business_date BETWEEN o.valid_from AND o.valid_to GROUP BY 1, 2 ORDER BY 1 LIMIT 10

SELECT round(regr_slope(total_amount::float8, subtotal::float8)::numeric, 9) FROM retail.sales_transactions

SELECT bool_and(total_price = unit_price * quantity - discount_amount) FROM retail.sales_transaction_items

SELECT to_char(sum(net_amount), 'FM999,999,990.00') FROM retail.sales_transaction_items

SELECT count(*) FROM retail.products p FULL JOIN retail.promotions o ON o.store_id = p.store_id AND o.sku = p.sku

SELECT greatest(1, 2, 3), least(4, 5), nullif(1, 1), coalesce(NULL, 'x')

SELECT current_date - current_date, now() = now()

SELECT count(*) FROM information_schema.columns WHERE table_schema = 'retail' AND table_name = 'promotions'

SELECT sku FROM retail.products WHERE (color, is_active) = ('red', true) ORDER BY sku LIMIT 4

SELECT sum(quantity) FILTER (WHERE business_date < '2025-03-01') AS before, sum(quantity) FILTER (WHERE business_date >= '2025-03-01') AS since FROM retail.sales_transaction_items
