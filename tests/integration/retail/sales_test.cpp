// Sales figures against hand-worked fixtures and against plain SQL over the detail rows.

#include "shop.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const Timestamp now = *Timestamp::parse("2025-06-18T17:00:00Z");

/// One store: ten sales of 2025-05 with 1,250.00 after discounts of 50.00 and 23 units, and a
/// return of 30.00; two products, one without cost.
const Database& shop() {
    static const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
  ('north', 'North', 'USD', 'America/Los_Angeles'), ('tokyo', 'Tokyo', 'JPY', 'Asia/Tokyo');
INSERT INTO retail.product_categories (category_id, category_name, parent_category_id) VALUES
  (1, 'Home', NULL), (2, 'Lamps', 1), (3, 'Garden', NULL);
INSERT INTO retail.products (product_id, store_id, sku, product_name, category_id, brand, price, cost) VALUES
  ('00000000-0000-0000-0000-0000000000a1', 'north', 'LAMP', 'Desk lamp', 2, 'Lux', 50, 30),
  ('00000000-0000-0000-0000-0000000000a2', 'north', 'CHAIR', 'Garden chair', 3, 'Oak', 80, NULL),
  ('00000000-0000-0000-0000-0000000000b1', 'tokyo', 'LAMP', 'Desk lamp', 2, 'Lux', 5000, 3000);
INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, payment_method, transaction_type, subtotal, total_amount)
SELECT ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 'north',
       timestamptz '2025-05-01 19:00+00' + n * interval '1 day', CASE WHEN n % 2 = 0 THEN 'cash' ELSE 'card' END, 'sale', 125, 125
  FROM generate_series(1, 10) n;
-- gross 1,300.00 = 16 lamps at 50 + 7 chairs at 71.428571…: prices chosen so that 23 units gross 1,300.00
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, total_price, tax_amount)
SELECT 'north', ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 1, '00000000-0000-0000-0000-0000000000a1',
       2, 50, 5, 95, 0
  FROM generate_series(1, 10) n;
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, total_price, tax_amount)
SELECT 'north', ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 2, '00000000-0000-0000-0000-0000000000a2',
       1, 100, 0, 100, 0
  FROM generate_series(1, 3) n;
INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, payment_method, transaction_type, subtotal, total_amount) VALUES
  ('00000000-0000-0000-0002-000000000001', 'north', '2025-05-20 19:00+00', 'cash', 'return', -39, -39),
  ('00000000-0000-0000-0003-000000000001', 'tokyo', '2025-05-20 03:00+00', 'cash', 'sale', 5000, 5000);
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, total_price, tax_amount) VALUES
  ('north', '00000000-0000-0000-0002-000000000001', 1, '00000000-0000-0000-0000-0000000000a1', -1, 39, 0, -39, 0),
  ('tokyo', '00000000-0000-0000-0003-000000000001', 1, '00000000-0000-0000-0000-0000000000b1', 1, 5000, 0, 5000, 0);
)sql",
        {{"north_clerk", {"north"}}, {"chain_clerk", {"north", "tokyo"}}}};
    return database;
}

json totals_for(const json& arguments) {
    Clerk clerk{shop(), "north_clerk", now};
    return clerk.ask("summarize_sales", arguments)["totals"];
}

TEST(SummarizeSales, ComputesEveryMeasureFromTheLines) {
    // by hand: gross 10 x 2 x 50 + 3 x 100 = 1,300; discounts 50; returns 39; 10 receipts
    const json totals = totals_for(
        {{"period", "May 2025"},
         {"measures",
          {"gross_sales",
           "discounts",
           "returns",
           "net_sales",
           "units_sold",
           "units_returned",
           "net_units",
           "transactions",
           "average_order_value",
           "units_per_transaction",
           "average_selling_price",
           "discount_rate",
           "return_rate",
           "return_rate_units",
           "gross_margin",
           "gross_margin_rate",
           "cost_coverage"}}}
    );
    EXPECT_EQ(totals["gross_sales"], "1300.00");
    EXPECT_EQ(totals["discounts"], "50.00");
    EXPECT_EQ(totals["returns"], "39.00");
    EXPECT_EQ(totals["net_sales"], "1211.00");
    EXPECT_EQ(totals["units_sold"], 23);
    EXPECT_EQ(totals["units_returned"], 1);
    EXPECT_EQ(totals["net_units"], 22);
    EXPECT_EQ(totals["transactions"], 10);
    EXPECT_EQ(totals["average_order_value"], "125.00"); // 10 orders, 1,250.00
    EXPECT_EQ(totals["units_per_transaction"], 2.3);    // 23 units, 10 orders
    EXPECT_EQ(totals["average_selling_price"], "55.05");
    EXPECT_EQ(totals["discount_rate"], 0.038462);
    EXPECT_EQ(totals["return_rate"], 0.03); // 39 of 1,300
    EXPECT_EQ(totals["return_rate_units"], 0.043478);
    // lamps only: net 950 - 39 = 911, cost 19 x 30 = 570
    EXPECT_EQ(totals["gross_margin"], "341.00");
    EXPECT_EQ(totals["gross_margin_rate"], 0.374314);
    EXPECT_EQ(totals["cost_coverage"], 0.752271);
}

TEST(SummarizeSales, GroupsAddUpToTheTotals) {
    Clerk clerk{shop(), "north_clerk", now};
    for (const char* dimension :
         {"hour",
          "weekday",
          "day",
          "week",
          "month",
          "quarter",
          "year",
          "category",
          "brand",
          "product",
          "payment_method",
          "loyalty_tier",
          "transaction_type",
          "store"}) {
        const json answer = clerk.ask(
            "summarize_sales",
            {{"period", "May 2025"},
             {"measures", {"net_sales", "net_units"}},
             {"group_by", {dimension}}}
        );
        Decimal sum;
        std::int64_t units = 0;
        for (const json& group : answer["groups"]) {
            sum += *Decimal::parse(group["net_sales"].get<std::string>());
            units += group["net_units"].get<std::int64_t>();
        }
        EXPECT_EQ(sum.to_string(), "1211.00") << dimension;
        EXPECT_EQ(units, 22) << dimension;
    }
}

TEST(SummarizeSales, HasAGroupForEveryDayAlsoWithoutSales) {
    Clerk clerk{shop(), "north_clerk", now};
    const json answer =
        clerk.ask("summarize_sales", {{"period", "May 2025"}, {"group_by", {"day"}}});
    ASSERT_EQ(answer["groups"].size(), 31U);
    EXPECT_EQ(answer["groups"][0]["key"]["day"], "2025-05-01");
    EXPECT_EQ(answer["groups"][0]["net_sales"], "0.00");
    EXPECT_EQ(answer["groups"][1]["net_sales"], "195.00");
}

TEST(SummarizeSales, FiltersByCategoryWithEverythingBelowAndShowsTheLevelUnderIt) {
    Clerk clerk{shop(), "north_clerk", now};
    const json answer = clerk.ask(
        "summarize_sales",
        {{"period", "May 2025"}, {"category", "home"}, {"group_by", {"category"}}}
    );
    EXPECT_EQ(answer["totals"]["net_sales"], "911.00");
    EXPECT_EQ(answer["groups"][0]["key"]["category"], "Home > Lamps");
}

TEST(SummarizeSales, ComparesWithAnotherPeriodAndNamesWhatIsNew) {
    Clerk clerk{shop(), "north_clerk", now};
    const json answer = clerk.ask(
        "summarize_sales",
        {{"period", "2025-05-07..2025-05-11"},
         {"compare_to", "previous_period"},
         {"measures", {"net_sales"}}}
    );
    // five days of 95 each; before: 2, 3, 4 May with a chair, 5 and 6 May without
    EXPECT_EQ(answer["totals"]["net_sales"], "475.00");
    EXPECT_EQ(answer["comparison"]["totals"]["net_sales"], "775.00");
    EXPECT_EQ(answer["comparison"]["change"]["net_sales"]["absolute"], "-300.00");
    EXPECT_EQ(answer["comparison"]["change"]["net_sales"]["share"], -0.387097);
    const json fresh = clerk.ask(
        "summarize_sales",
        {{"period", "May 2025"}, {"compare_to", "previous_period"}, {"measures", {"net_sales"}}}
    );
    EXPECT_TRUE(fresh["comparison"]["change"]["net_sales"]["share"].is_null());
    EXPECT_EQ(fresh["comparison"]["compared_days"], 30);
}

TEST(SummarizeSales, KeepsCurrenciesApart) {
    Clerk clerk{shop(), "chain_clerk", now};
    const json answer = clerk.ask(
        "summarize_sales",
        {{"period", "May 2025"}, {"measures", {"net_sales"}}, {"group_by", {"store"}}}
    );
    EXPECT_TRUE(answer["totals"].is_null());
    EXPECT_TRUE(answer["currency"].is_null());
    EXPECT_EQ(answer["totals_by_currency"]["USD"]["net_sales"], "1211.00");
    EXPECT_EQ(answer["totals_by_currency"]["JPY"]["net_sales"], "5000");
    EXPECT_EQ(answer["stores"], json::array({"north", "tokyo"}));
}

TEST(SummarizeSales, TellsTheEmptiesApart) {
    Clerk clerk{shop(), "north_clerk", now};
    const json quiet = clerk.ask("summarize_sales", {{"period", "2024-01"}});
    EXPECT_EQ(quiet["totals"]["net_sales"], "0.00");
    EXPECT_TRUE(quiet["totals"]["average_order_value"].is_null());
    EXPECT_EQ(quiet["unavailable"][0]["measure"], "average_order_value");
    const Error brand =
        clerk.complaint("summarize_sales", {{"period", "May 2025"}, {"brand", "Luxx"}});
    EXPECT_EQ(brand.code, ErrorCode::unknown_brand);
    EXPECT_THAT(brand.candidates, testing::ElementsAre("Lux"));
    const Error traffic =
        clerk.complaint("summarize_sales", {{"period", "May 2025"}, {"measures", {"conversion"}}});
    EXPECT_EQ(traffic.code, ErrorCode::not_available);
    EXPECT_THAT(traffic.message, HasSubstr("visitor counts"));
}

TEST(SummarizeSales, PagesConcatenateToTheWhole) {
    Clerk clerk{shop(), "north_clerk", now};
    json arguments{{"period", "May 2025"}, {"group_by", {"product"}}, {"limit", 1}};
    const json first = clerk.ask("summarize_sales", arguments);
    EXPECT_EQ(first["truncated"], true);
    EXPECT_EQ(first["total"], 2);
    arguments["cursor"] = first["next_cursor"];
    const json second = clerk.ask("summarize_sales", arguments);
    EXPECT_EQ(first["groups"][0]["key"]["product"], "LAMP");
    EXPECT_EQ(second["groups"][0]["key"]["product"], "CHAIR");
    EXPECT_TRUE(second["next_cursor"].is_null());
    arguments["period"] = "April 2025";
    EXPECT_EQ(clerk.complaint("summarize_sales", arguments).code, ErrorCode::invalid_cursor);
}

TEST(GetContext, SaysWhoAndWhere) {
    Clerk clerk{shop(), "chain_clerk", now};
    const json context = clerk.ask("get_context", json::object());
    EXPECT_EQ(context["principal"], "chain_clerk");
    EXPECT_EQ(context["stores"].size(), 2U);
    EXPECT_EQ(context["stores"][1]["business_date"], "2025-06-19"); // it is tomorrow in Tokyo
    EXPECT_EQ(context["now"], "2025-06-18T17:00:00Z");
    EXPECT_EQ(context["counts"]["transactions"], 11);
}

TEST(StoreArgument, ExistsOnlyForPrincipalsOfSeveralStores) {
    Clerk one{shop(), "north_clerk", now};
    Clerk two{shop(), "chain_clerk", now};
    EXPECT_THAT(one.list()[1].input_schema, testing::Not(HasSubstr("\"store\"")));
    EXPECT_THAT(two.list()[1].input_schema, HasSubstr(R"("store":{"enum":["north","tokyo"])"));
    const json asked = two.ask("summarize_sales", {{"period", "May 2025"}, {"store", "tokyo"}});
    EXPECT_EQ(asked["totals"]["net_sales"], "5000");
    EXPECT_EQ(
        two.complaint("summarize_sales", {{"period", "May 2025"}, {"store", "nirth"}}).code,
        ErrorCode::store_not_available
    );
    EXPECT_EQ(
        one.complaint("summarize_sales", {{"period", "May 2025"}, {"store", "tokyo"}}).code,
        ErrorCode::invalid_arguments
    );
}

TEST(GetProduct, AnswersBySkuAndOffersTheNearest) {
    Clerk clerk{shop(), "chain_clerk", now};
    const json product = clerk.ask("get_product", {{"sku", "LAMP"}})["product"];
    EXPECT_EQ(product["category"], "Home > Lamps");
    EXPECT_EQ(product["stores"].size(), 2U);
    EXPECT_EQ(product["stores"][0]["price"], "50.00");
    const Error error = clerk.complaint("get_product", {{"sku", "LMAP"}});
    EXPECT_EQ(error.code, ErrorCode::unknown_sku);
    EXPECT_THAT(error.candidates, testing::ElementsAre("LAMP"));
}

TEST(CheckStock, ReportsNegativeStockAndItsPosition) {
    Clerk clerk{shop(), "north_clerk", now};
    const json answer = clerk.ask("check_stock", json::object());
    // 20 lamps sold and 1 returned with nothing received
    ASSERT_EQ(answer["lines"].size(), 2U);
    EXPECT_EQ(answer["lines"][0]["sku"], "LAMP");
    EXPECT_EQ(answer["lines"][0]["on_hand"], -19);
    EXPECT_EQ(answer["lines"][0]["status"], "out");
    EXPECT_THAT(clerk.ask_in_words("check_stock", {{"skus", {"CHAIR"}}}), HasSubstr("CHAIR"));
}

TEST(CheckStock, TellsABandOfOtherStoresOnlyWhereItIsSwitchedOn) {
    Clerk clerk{shop(), "north_clerk", now};
    const json lamp{{"skus", {"LAMP"}}, {"elsewhere", true}};
    EXPECT_EQ(clerk.ask("check_stock", lamp)["elsewhere"], json::array()) << "off by default";
    shop().execute("UPDATE retail.stores SET shares_availability = true WHERE store_id = 'tokyo'; "
                   "UPDATE retail.products SET barcode = '4006381333931' WHERE sku = 'LAMP'");
    const auto band = [&](const json& arguments) {
        const json answer = clerk.ask("check_stock", arguments);
        return answer["elsewhere"];
    };
    const auto tokyo = [](const char* availability) {
        return json::array(
            {{{"store_id", "tokyo"}, {"store_name", "Tokyo"}, {"availability", availability}}}
        );
    };
    const auto deliver = [](int quantity) {
        shop().execute(
            "INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity) VALUES "
            "('tokyo', '00000000-0000-0000-0000-0000000000b1', 'receipt', " +
            std::to_string(quantity) + ")"
        );
    };
    EXPECT_EQ(band(lamp), tokyo("none")); // one was sold that nobody had received
    deliver(2);
    EXPECT_EQ(band(lamp), tokyo("few"));
    EXPECT_EQ(band({{"skus", {"4006381333931"}}, {"elsewhere", true}}), tokyo("few"));
    deliver(20);
    EXPECT_EQ(band(lamp), tokyo("plenty"));
    EXPECT_EQ(band({{"skus", {"CHAIR"}}, {"elsewhere", true}}), json::array());
    EXPECT_FALSE(clerk.ask("check_stock", {{"skus", {"LAMP"}}}).contains("elsewhere"));
    for (const json& skus : {json::array(), json{"LAMP", "CHAIR"}}) {
        const Error error = clerk.complaint("check_stock", {{"skus", skus}, {"elsewhere", true}});
        EXPECT_THAT(error.message + error.hint, HasSubstr("exactly one SKU"));
    }
}

TEST(Pages, AreHalvedUntilTheirBytesFit) {
    const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name) VALUES ('archive', 'Archive');
INSERT INTO retail.products (store_id, sku, product_name, price)
SELECT 'archive', 'SKU' || n, 'Volume ' || repeat('x', 20000), 10 FROM generate_series(100, 139) AS n;
INSERT INTO retail.products (store_id, sku, product_name, price, is_active) VALUES ('archive', 'HUGE', repeat('x', 600000), 10, false);
)sql",
        {{"archive_clerk", {"archive"}}}};
    Clerk clerk{database, "archive_clerk", now};
    json arguments{{"status", "all"}, {"limit", 40}};
    const json first = clerk.ask("check_stock", arguments);
    EXPECT_EQ(first["lines"].size(), 20U); // of 40 asked for
    EXPECT_EQ(first["total"], 40);
    EXPECT_EQ(first["truncated"], true);
    arguments["cursor"] = first["next_cursor"];
    const json second = clerk.ask("check_stock", arguments);
    EXPECT_EQ(second["lines"].size(), 20U);
    EXPECT_EQ(second["truncated"], false);
    EXPECT_NE(second["lines"][0], first["lines"][0]);
    const Error error = clerk.complaint("check_stock", {{"skus", {"HUGE"}}});
    EXPECT_EQ(error.code, ErrorCode::result_too_large);
}

TEST(SearchProducts, FindsByWordsAlsoMisspelled) {
    Clerk clerk{shop(), "north_clerk", now};
    EXPECT_EQ(clerk.ask("search_products", {{"query", "desk lamp"}})["products"][0]["sku"], "LAMP");
    EXPECT_EQ(clerk.ask("search_products", {{"query", "gardn"}})["products"][0]["sku"], "CHAIR");
    EXPECT_EQ(clerk.ask("search_products", {{"query", "submarine"}})["products"].size(), 0U);
}

} // namespace
} // namespace retail_mcp::test
