// Sales of ten million lines over 200 stores, beside one such store alone: the same answers as the
// lines give, at a cost per call that does not grow with the chain. RETAIL_MCP_SCALE_STORES and
// RETAIL_MCP_SCALE_RECEIPTS (a store's, of four lines each) change the size.
#include "integration/retail/shop.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>

namespace retail_mcp::test {
namespace {

using nlohmann::json;

const Timestamp now = *Timestamp::parse("2026-12-01T18:00:00Z");
constexpr int rounds = 31;

int size_of(const char* variable, int usual) {
    const char* set = std::getenv(variable);
    return set == nullptr ? usual : std::atoi(set);
}

/// A filled database, with a login for its first store and one for all.
std::unique_ptr<Database> filled(int stores) {
    auto database = std::make_unique<RetailDatabase>();
    database->execute(
        "SET scale.stores = " + std::to_string(stores) +
        "; SET scale.receipts = " + std::to_string(size_of("RETAIL_MCP_SCALE_RECEIPTS", 12500)) +
        ';' + read_source_file("tests/scale/fill.sql")
    );
    database->execute("VACUUM ANALYZE");
    const std::string suffix = std::to_string(stores);
    make_principal(*database, "manager_of_" + suffix, {"store001"});
    std::vector<std::string> all;
    for (int store = 1; store <= stores; ++store) {
        const std::string number = std::to_string(store);
        all.push_back("store" + std::string(3 - number.size(), '0') + number);
    }
    if (stores > 1) {
        make_principal(*database, "office_of_" + suffix, all);
    }
    return database;
}

class Scale : public testing::Test {
protected:
    static void SetUpTestSuite() {
        chain = filled(stores);
        alone = filled(1);
        std::cout << value_of(*chain, "SELECT count(*) FROM retail.sales_transaction_items")
                  << " lines in " << stores << " stores\n";
    }

    static void TearDownTestSuite() {
        chain.reset();
        alone.reset();
    }

    static std::string office() { return "office_of_" + std::to_string(stores); }

    static std::string manager() { return "manager_of_" + std::to_string(stores); }

    static inline const int stores = size_of("RETAIL_MCP_SCALE_STORES", 200);
    static inline std::unique_ptr<Database> chain;
    static inline std::unique_ptr<Database> alone;
};

/// Milliseconds of a call, at the median.
double median(Clerk& clerk, const std::string& tool, const json& arguments) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        clerk.ask(tool, arguments);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count()
        );
    }
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    return times[rounds / 2];
}

/// Days whose rollup is not what the lines say.
std::string wrong_days(const Database& database) {
    return value_of(
        database,
        "WITH detail AS (SELECT store_id, business_date, coalesce(sum(gross_amount) FILTER (WHERE "
        "quantity > 0), 0), "
        "coalesce(sum(gross_amount - net_amount) FILTER (WHERE quantity > 0), 0), "
        "coalesce(-sum(net_amount) FILTER (WHERE quantity < 0), 0), sum(tax_amount), "
        "coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0), coalesce(-sum(quantity) FILTER "
        "(WHERE quantity < 0), 0), "
        "count(DISTINCT transaction_id) FILTER (WHERE quantity > 0), count(*), "
        "coalesce(sum(unit_cost * quantity), 0), "
        "coalesce(sum(net_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) FROM "
        "retail.sales_transaction_items GROUP BY 1, 2), "
        "rollup AS (SELECT store_id, business_date, gross_sales, discounts, returns, tax, "
        "units_sold, units_returned, transactions, lines, cost_of_sales, net_sales_with_cost FROM "
        "retail.sales_by_day) "
        "SELECT count(*) FROM ((TABLE detail EXCEPT TABLE rollup) UNION ALL (TABLE rollup EXCEPT "
        "TABLE detail)) AS d"
    );
}

struct Question {
    const char* name;
    std::string tool;
    json arguments;
};

std::vector<Question> questions() {
    const std::string sum = "summarize_sales";
    return {
        {"a month", sum, {{"period", "last month"}}},
        {"a year", sum, {{"period", "last 12 months"}}},
        {"a year, by month", sum, {{"period", "last 12 months"}, {"group_by", {"month"}}}},
        {"a month against the year before",
         sum,
         {{"period", "last month"}, {"compare_to", "same_weekdays_last_year"}}},
        {"a month, by product", sum, {{"period", "last month"}, {"group_by", {"product"}}}},
        {"a page of receipts", "list_transactions", {{"period", "last month"}}}};
}

TEST_F(Scale, AStoresCallsCostTheSameAloneAndInAChain) {
    Clerk in_chain{*chain, manager(), now};
    Clerk by_itself{*alone, "manager_of_1", now};
    for (const Question& question : questions()) {
        json here = in_chain.ask(question.tool, question.arguments);
        json there = by_itself.ask(question.tool, question.arguments);
        for (const char* own : {"next_cursor", "as_of"}) {
            here.erase(own);
            there.erase(own);
        }
        EXPECT_EQ(here, there) << question.name;
        const double alone_ms = median(by_itself, question.tool, question.arguments);
        const double chain_ms = median(in_chain, question.tool, question.arguments);
        std::cout << question.name << ": " << chain_ms << " ms in the chain, " << alone_ms
                  << " ms alone\n";
        EXPECT_LT(chain_ms, 3 * alone_ms + 2) << question.name;
    }
}

TEST_F(Scale, TheChainsSumsAreTheLines) {
    Clerk clerk{*chain, office(), now};
    for (const auto& [name, period, from, until] :
         {std::tuple{"a month of all stores", "last month", "2026-11-01", "2026-12-01"},
          std::tuple{"a year of all stores", "last 12 months", "2025-12-01", "2026-12-01"}}) {
        const json arguments{
            {"period", period}, {"measures", {"net_sales", "units_sold", "transactions"}}};
        const json totals = clerk.ask("summarize_sales", arguments)["totals"];
        const std::string days =
            std::string{" FROM retail.sales_transaction_items WHERE business_date >= '"} + from +
            "' AND business_date < '" + until + "'";
        EXPECT_EQ(totals["net_sales"], value_of(*chain, "SELECT round(sum(net_amount), 2)" + days));
        EXPECT_EQ(
            totals["transactions"].dump(),
            value_of(
                *chain, "SELECT count(DISTINCT transaction_id) FILTER (WHERE quantity > 0)" + days
            )
        );
        std::cout << name << ": " << median(clerk, "summarize_sales", arguments) << " ms\n";
    }
}

TEST_F(Scale, TheRollupIsTheDetailBeforeAndAfterChanges) {
    EXPECT_EQ(wrong_days(*chain), "0");
    chain->execute(R"sql(
WITH r AS (
  INSERT INTO retail.sales_transactions (store_id, transaction_date, subtotal, total_amount)
  SELECT store_id, '2026-11-30 12:00Z', 1, 1 FROM retail.stores, generate_series(1, 5) RETURNING store_id, transaction_id)
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, quantity, unit_price, total_price)
SELECT r.store_id, r.transaction_id, p.product_id, 2, 3, 6 FROM r JOIN retail.products p USING (store_id) WHERE p.product_no < 3;
UPDATE retail.sales_transaction_items SET quantity = 4, gross_amount = gross_amount + 1, net_amount = net_amount + 1 WHERE store_id < 'store010' AND business_date = '2026-11-15';
DELETE FROM retail.sales_transaction_items WHERE store_id < 'store010' AND business_date = '2026-11-16' AND line_no = 2;
DELETE FROM retail.sales_transactions WHERE store_id < 'store005' AND business_date = '2026-11-17';
)sql");
    EXPECT_EQ(wrong_days(*chain), "0");
}

} // namespace
} // namespace retail_mcp::test
