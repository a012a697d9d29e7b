// Every number of the metrics' definitions that can be worked out by hand, and the answer that
// gives it. One store per check; what each holds is in the shop below, the arithmetic beside the
// check.
#include "shop.hpp"
#include "till.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;

const Timestamp now = *Timestamp::parse("2026-11-23T18:00:00Z");

const Database& shops() {
    static const FilledDatabase database{
        std::string{till_functions} + R"sql(
INSERT INTO retail.product_categories (category_id, category_name) VALUES (1, 'Things');

-- ten orders of 125.00, 23 units
SELECT till.store('orders'), till.product('orders', 'A'), till.product('orders', 'B');
SELECT till.sell('orders', '2026-10-05 12:00Z', 'A', CASE WHEN n <= 3 THEN 3 ELSE 2 END, CASE WHEN n <= 3 THEN 125.0 / 3 ELSE 62.5 END) FROM generate_series(1, 10) n;

-- gross 1,000, discounts 50, returns 30 (by value) and 3 of 100 pieces
SELECT till.store('rates'), till.product('rates', 'A');
SELECT till.sell('rates', '2026-10-05 12:00Z', 'A', 100, 10, 50), till.sell('rates', '2026-10-06 12:00Z', 'A', -3, 10);

-- a lamp of 20 sold at 15
SELECT till.store('markdown'), till.product('markdown', 'A', 20);
SELECT till.sell('markdown', '2026-10-05 12:00Z', 'A', 1, 20, 5);

-- sold at 100 what cost 60
SELECT till.store('margin'), till.product('margin', 'A', 100, 60);
SELECT till.sell('margin', '2026-10-05 12:00Z', 'A', 1, 100);

-- 119 with 19 % tax in it; and 100 before 19 % tax
SELECT till.store('tax_in', tax_included => 0.19), till.product('tax_in', 'A', 119);
SELECT till.sell('tax_in', '2026-10-05 12:00Z', 'A', 1, 119, tax => 19);
SELECT till.store('tax_on'), till.product('tax_on', 'A', 100);
SELECT till.sell('tax_on', '2026-10-05 12:00Z', 'A', 1, 100, tax => 19);

-- one product: 100 at 10, then 130 at 9
SELECT till.store('one'), till.product('one', 'A');
SELECT till.move('one', '2026-08-01 12:00Z', 'A', 'receipt', 1000);
SELECT till.sell('one', '2026-09-05 12:00Z', 'A', 100, 10), till.sell('one', '2026-10-05 12:00Z', 'A', 130, 9);

-- two products: 100 at 10 and 50 at 30, then 120 at 10 and 30 at 32
SELECT till.store('two'), till.product('two', 'A'), till.product('two', 'B', 30);
SELECT till.move('two', '2026-08-01 12:00Z', sku, 'receipt', 1000) FROM unnest('{A,B}'::text[]) sku;
SELECT till.sell('two', '2026-09-05 12:00Z', 'A', 100, 10), till.sell('two', '2026-09-05 12:00Z', 'B', 50, 30),
       till.sell('two', '2026-10-05 12:00Z', 'A', 120, 10), till.sell('two', '2026-10-05 12:00Z', 'B', 30, 32);

-- 1,000 baskets: 100 with A, 80 with B, 24 with both
SELECT till.store('baskets'), till.product('baskets', 'A'), till.product('baskets', 'B'), till.product('baskets', 'C');
SELECT till.baskets('baskets', '2026-10-05 12:00Z', '{A,B}', 24), till.baskets('baskets', '2026-10-05 12:00Z', '{A}', 76),
       till.baskets('baskets', '2026-10-05 12:00Z', '{B}', 56), till.baskets('baskets', '2026-10-05 12:00Z', '{C}', 844);

-- 5 on hand, 8 sold
SELECT till.store('oversold'), till.product('oversold', 'A');
SELECT till.move('oversold', '2026-10-01 12:00Z', 'A', 'receipt', 5), till.sell('oversold', '2026-10-05 12:00Z', 'A', 8, 10);

-- 20 at the beginning, 100 received, 75 sold, 45 left, over the ten weeks before now
SELECT till.store('sellthrough'), till.product('sellthrough', 'A');
SELECT till.move('sellthrough', '2026-09-01 12:00Z', 'A', 'receipt', 20), till.move('sellthrough', '2026-09-20 12:00Z', 'A', 'receipt', 100),
       till.sell('sellthrough', '2026-10-05 12:00Z', 'A', 75, 10);

-- cost of sales 120,000 on an average inventory of 30,000; margin 50,000 on 25,000
SELECT till.store('turnover'), till.product('turnover', 'A', 110, 100), till.product('turnover', 'B', 100, 50);
SELECT till.move('turnover', '2025-11-01 12:00Z', 'A', 'receipt', 300), till.move('turnover', '2026-03-01 11:00Z', 'A', 'receipt', 1200),
       till.move('turnover', '2025-11-01 12:00Z', 'B', 'receipt', 500), till.move('turnover', '2026-04-01 11:00Z', 'B', 'receipt', 1000);
SELECT till.sell('turnover', '2026-03-01 12:00Z', 'A', 1200, 110), till.sell('turnover', '2026-04-01 12:00Z', 'B', 1000, 100);

-- 91 days of 50 a day with a deviation of 12: 45 of 62, 45 of 38, one of 50; and the same for a delivery
-- of 13 days that is ordered every day, and for one of 14 days that is ordered every week
SELECT till.store('daily', review_days => 1), till.product('daily', 'A');
SELECT till.store('weekly', review_days => 7), till.product('weekly', 'A');
UPDATE retail.products SET lead_time_days = CASE store_id WHEN 'daily' THEN 13 ELSE 14 END WHERE store_id IN ('daily', 'weekly');
SELECT till.move(s, '2026-08-23 12:00Z', 'A', 'receipt', 4850) FROM unnest('{daily,weekly}'::text[]) s;
SELECT till.move(s, '2026-08-24 12:00Z'::timestamptz + day * interval '1 day', 'A', 'sale', -(CASE WHEN day = 90 THEN 50 ELSE 38 + 24 * (day % 2) END))
  FROM unnest('{daily,weekly}'::text[]) s, generate_series(0, 90) day;

-- shares of 50, 30, 15 and 5
SELECT till.store('shares'), till.product('shares', 'A'), till.product('shares', 'B'), till.product('shares', 'C'), till.product('shares', 'D');
SELECT till.sell('shares', '2026-10-05 12:00Z', 'A', 50, 1), till.sell('shares', '2026-10-05 12:00Z', 'B', 30, 1),
       till.sell('shares', '2026-10-05 12:00Z', 'C', 15, 1), till.sell('shares', '2026-10-05 12:00Z', 'D', 5, 1);
)sql",
        {{"checker",
          {"orders",
           "rates",
           "markdown",
           "margin",
           "tax_in",
           "tax_on",
           "one",
           "two",
           "baskets",
           "oversold",
           "sellthrough",
           "turnover",
           "daily",
           "weekly",
           "shares"}}}};
    return database;
}

struct Check {
    const char* metric;
    const char* store;
    const char* tool;
    json arguments;
    const char* place; ///< JSON pointer into the answer
    json expected;
};

json october(json more) {
    more["period"] = "2026-10-01..2026-10-31";
    return more;
}

json sales(const char* measure) {
    return october({{"measures", {measure}}});
}

/// Against September, which has fewer days; elasticity compares days with days.
json change() {
    return {{"period", "2026-10-01..2026-10-30"}, {"compare_to", "2026-09-01..2026-09-30"}};
}

json analysis(const char* name, const char* period) {
    return {{"analysis", name}, {"period", period}};
}

std::vector<Check> checks() {
    const char* sum = "summarize_sales";
    const char* why = "explain_sales_change";
    const char* stock = "analyze_inventory";
    const json ten_weeks = analysis("sell_through", "2026-09-14..2026-11-22");
    const json year = analysis("turnover", "2025-11-23..2026-11-22");
    const json abc = analysis("abc_xyz", "2026-10-01..2026-10-31");
    const json pairs = october({{"sku", "A"}});
    const json plan{{"skus", {"A"}}};
    json elastic = change();
    elastic.update({{"measures", {"elasticity"}}, {"sku", "A"}});
    return {
        {"average order value",
         "orders",
         sum,
         sales("average_order_value"),
         "/totals/average_order_value",
         "125.00"},
        {"units per transaction",
         "orders",
         sum,
         sales("units_per_transaction"),
         "/totals/units_per_transaction",
         2.3},
        {"discount rate", "rates", sum, sales("discount_rate"), "/totals/discount_rate", 0.05},
        {"return rate by value", "rates", sum, sales("return_rate"), "/totals/return_rate", 0.03},
        {"return rate by units",
         "rates",
         sum,
         sales("return_rate_units"),
         "/totals/return_rate_units",
         0.03},
        // 20 to 15 is 25 % of the original price, and 5 of 15 is 33.3 % of net sales
        {"markdown of the original",
         "markdown",
         sum,
         sales("discount_rate"),
         "/totals/discount_rate",
         0.25},
        {"markdown, amount", "markdown", sum, sales("discounts"), "/totals/discounts", "5.00"},
        {"markdown, net sales", "markdown", sum, sales("net_sales"), "/totals/net_sales", "15.00"},
        {"gross margin", "margin", sum, sales("gross_margin"), "/totals/gross_margin", "40.00"},
        {"gross margin rate",
         "margin",
         sum,
         sales("gross_margin_rate"),
         "/totals/gross_margin_rate",
         0.4},
        {"tax included, net", "tax_in", sum, sales("net_sales"), "/totals/net_sales", "100.00"},
        {"tax included, tax", "tax_in", sum, sales("tax"), "/totals/tax", "19.00"},
        {"tax included, total",
         "tax_in",
         sum,
         sales("total_sales"),
         "/totals/total_sales",
         "119.00"},
        {"tax on top, net", "tax_on", sum, sales("net_sales"), "/totals/net_sales", "100.00"},
        {"tax on top, total", "tax_on", sum, sales("total_sales"), "/totals/total_sales", "119.00"},
        // -1.00 on each of 130; 30 more at 10.00
        {"price of one", "one", why, change(), "/parts/0/amount", "-130.00"},
        {"volume of one", "one", why, change(), "/parts/1/amount", "300.00"},
        {"change of one", "one", why, change(), "/change/absolute", "170.00"},
        {"price of two", "two", why, change(), "/parts/0/amount", "60.00"},
        {"volume of two", "two", why, change(), "/parts/1/amount", "0.00"},
        {"mix of two", "two", why, change(), "/parts/2/amount", "-400.00"},
        {"change of two", "two", why, change(), "/change/absolute", "-340.00"},
        {"arc elasticity", "one", sum, elastic, "/totals/elasticity", -2.478},
        {"support", "baskets", "analyze_baskets", pairs, "/pairs/0/support", 0.024},
        {"confidence", "baskets", "analyze_baskets", pairs, "/pairs/0/confidence", 0.24},
        {"lift", "baskets", "analyze_baskets", pairs, "/pairs/0/lift", "3.0000"},
        {"chi-squared", "baskets", "analyze_baskets", pairs, "/pairs/0/chi_square", "38.65"},
        {"on hand below zero", "oversold", "check_stock", plan, "/lines/0/on_hand", -3},
        {"sell-through", "sellthrough", stock, ten_weeks, "/lines/0/sell_through", 0.625},
        {"sell-through of receipts",
         "sellthrough",
         stock,
         ten_weeks,
         "/lines/0/sell_through_of_receipts",
         0.75},
        {"sell-through of stock",
         "sellthrough",
         stock,
         ten_weeks,
         "/lines/0/sell_through_of_stock",
         0.625},
        // 45 left, 75 sold in ten weeks
        {"weeks of supply",
         "sellthrough",
         stock,
         analysis("cover", "2026-09-14..2026-11-22"),
         "/lines/0/weeks_of_supply",
         "6.0"},
        {"turnover", "turnover", stock, year, "/lines/0/turnover", "4.0000"},
        {"days of inventory", "turnover", stock, year, "/lines/0/days_of_inventory", "91.25"},
        {"GMROI", "turnover", stock, year, "/lines/1/gmroi", "2.0000"},
        // 1.6449 x 12 x sqrt(14); with 14 days of delivery and 7 to the next order sqrt(21)
        {"factor of 95 %", "daily", "plan_reorders", plan, "/lines/0/z", "1.644854"},
        {"safety stock, 14 days", "daily", "plan_reorders", plan, "/lines/0/safety_stock", "73.85"},
        {"50 x 14 + safety stock", "daily", "plan_reorders", plan, "/lines/0/target", "773.85"},
        {"safety stock, reviewed weekly",
         "weekly",
         "plan_reorders",
         plan,
         "/lines/0/safety_stock",
         "90.45"},
        {"reorder point", "weekly", "plan_reorders", plan, "/lines/0/reorder_point", "790.45"},
        {"ABC of 50", "shares", stock, abc, "/lines/0/abc_class", "A"},
        {"ABC of 30", "shares", stock, abc, "/lines/1/abc_class", "A"},
        {"ABC of 15", "shares", stock, abc, "/lines/2/abc_class", "B"},
        {"ABC of 5", "shares", stock, abc, "/lines/3/abc_class", "C"}};
}

TEST(MetricChecks, AreAnsweredAsWorkedOutByHand) {
    Clerk clerk{shops(), "checker", now};
    for (const Check& check : checks()) {
        SCOPED_TRACE(check.metric);
        json arguments = check.arguments;
        arguments["store"] = check.store;
        const json answer = clerk.ask(check.tool, arguments);
        ASSERT_TRUE(answer.contains(json::json_pointer{check.place})) << answer;
        EXPECT_EQ(answer[json::json_pointer{check.place}], check.expected) << answer;
    }
}

TEST(MetricChecks, ExactFactorsOfTheUsualServiceLevels) {
    Clerk clerk{shops(), "checker", now};
    const std::pair<const char*, const char*> factors[] = {
        {"0.9", "1.2816"},
        {"0.95", "1.6449"},
        {"0.975", "1.9600"},
        {"0.98", "2.0537"},
        {"0.99", "2.3263"}};
    for (const auto& [level, z] : factors) {
        const json answer = clerk.ask(
            "plan_reorders", {{"store", "daily"}, {"skus", {"A"}}, {"service_level", level}}
        );
        const auto shown = Decimal::parse(answer["lines"][0]["z"].get<std::string>());
        EXPECT_EQ(shown->rounded(4).to_string(), z) << level;
    }
}

// The definitions also have checks for lead times that vary. The data holds one lead time per
// product and no history of deliveries against orders, so no tool has a figure for them; the plan
// says so.
TEST(MetricChecks, LeadTimesThatVaryAreNotPretended) {
    Clerk clerk{shops(), "checker", now};
    EXPECT_THAT(
        clerk.ask_in_words("plan_reorders", {{"store", "daily"}, {"skus", {"A"}}}),
        testing::HasSubstr("Lead times are taken as certain")
    );
}

} // namespace
} // namespace retail_mcp::test
