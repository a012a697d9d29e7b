#pragma once

#include <string_view>

/// SQL functions that fill a test's shops in few words. They insert as a till or an importer would,
/// by plain INSERTs: triggers complete, post to the ledger and keep the rollup.
namespace retail_mcp::test {

inline constexpr std::string_view till_functions = R"sql(
CREATE SCHEMA till;

CREATE FUNCTION till.store(id text, zone text DEFAULT 'UTC', currency text DEFAULT 'USD', day_start time DEFAULT '00:00',
                           calendar text DEFAULT 'iso', review_days integer DEFAULT 7, tax_included numeric DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO retail.stores (store_id, store_name, currency, time_zone, business_day_start, calendar, review_days, prices_include_tax, tax_rate)
  VALUES (id, initcap(id), currency, zone, day_start, calendar, review_days, tax_included IS NOT NULL, coalesce(tax_included, 0))
$$;

CREATE FUNCTION till.product(store text, sku text, price numeric DEFAULT 10, cost numeric DEFAULT 6, category integer DEFAULT NULL,
                             brand text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO retail.products (store_id, sku, product_name, price, cost, category_id, brand, supplier_name)
  VALUES (store, sku, 'Product ' || sku, price, cost, category, brand, 'Acme')
$$;

-- One receipt with one line; a negative quantity is a return. Amounts are for the line, without tax.
CREATE FUNCTION till.sell(store text, at timestamptz, of_sku text, quantity numeric, unit_price numeric, discount numeric DEFAULT 0,
                          unit_cost numeric DEFAULT NULL, tax numeric DEFAULT 0, customer uuid DEFAULT NULL)
RETURNS uuid LANGUAGE sql AS $$
  WITH receipt AS (
    INSERT INTO retail.sales_transactions (store_id, transaction_date, transaction_type, payment_method, customer_id, subtotal, discount_amount, tax_amount, total_amount)
    VALUES (store, at, CASE WHEN quantity < 0 THEN 'return' ELSE 'sale' END, 'cash', customer, quantity * unit_price - discount, discount, tax, quantity * unit_price - discount)
    RETURNING transaction_id)
  INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, tax_amount, total_price, unit_cost)
  SELECT store, r.transaction_id, 1, p.product_id, quantity, unit_price, discount, tax, quantity * unit_price - discount, sell.unit_cost
    FROM receipt r, retail.products p WHERE p.store_id = store AND p.sku = of_sku
  RETURNING transaction_id
$$;

-- `receipts` receipts with one piece of each SKU at 10.
CREATE FUNCTION till.baskets(store text, at timestamptz, skus text[], receipts integer) RETURNS void LANGUAGE sql AS $$
  WITH receipt AS (
    INSERT INTO retail.sales_transactions (store_id, transaction_date, payment_method, subtotal, total_amount)
    SELECT store, at, 'cash', 10 * cardinality(skus), 10 * cardinality(skus) FROM generate_series(1, receipts)
    RETURNING transaction_id)
  INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, total_price)
  SELECT store, r.transaction_id, k.line_no, p.product_id, 1, 10, 10
    FROM receipt r CROSS JOIN unnest(skus) WITH ORDINALITY AS k(sku, line_no)
    JOIN retail.products p ON p.store_id = store AND p.sku = k.sku
$$;

-- A movement of goods without a receipt; sales are negative. Of a count, what was counted.
CREATE FUNCTION till.move(store text, at timestamptz, of_sku text, kind text, quantity numeric) RETURNS void LANGUAGE sql AS $$
  INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, quantity, counted_quantity)
  SELECT store, p.product_id, at, kind, quantity, CASE kind WHEN 'count' THEN quantity END
    FROM retail.products p WHERE p.store_id = store AND p.sku = of_sku
$$;
)sql";

} // namespace retail_mcp::test
