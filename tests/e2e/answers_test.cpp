// What every answer has in common, over all tools: where its figures come from, how much of it
// there is, how it goes on, and that its text can be worked from. And the ways of having nothing to
// say.
#include "e2e/shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>

#include <set>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::size_t row_budget = 200;
constexpr std::size_t byte_budget = std::size_t{256} * 1024;
/// Of the text at the usual limits: what a conversation can afford for one answer.
constexpr std::size_t text_budget = std::size_t{16} * 1024;

struct Call {
    std::string tool;
    json arguments = json::object();
    std::string rows = {};          ///< the member with the list, if it is one
    std::string identifier = "sku"; ///< of its rows, needed for the next call
    bool has_metrics = true;
};

std::vector<Call> calls() {
    std::vector<Call> all{
        {"get_context", {}, {}, {}, false},
        {"browse_catalog", {}, {}, {}, false},
        {"describe_tables", {}, {}, {}, false},
        {"run_sql",
         {{"sql", "SELECT sku, price FROM retail.products ORDER BY sku"}},
         {},
         {},
         false},
        // by relevance what matches less follows the matches that are counted
        {"search_products", {{"query", "paint"}, {"sort", "price"}}, "products"},
        {"get_product", {{"sku", "TOR-634265"}}},
        {"find_similar_products", {{"sku", "TOR-634265"}}, "products"},
        {"find_similar_products", {{"sku", "TOR-634265"}, {"kind", "complements"}}, "products"},
        {"check_stock", {{"status", "all"}}, "lines"},
        {"plan_reorders", {}, "lines"},
        {"list_stock_movements", {{"period", "last month"}}, "movements", "movement_id"},
        {"list_transactions", {{"period", "last month"}}, "transactions", "transaction_id"},
        {"summarize_sales", {{"period", "last month"}, {"group_by", {"product"}}}, "groups", ""},
        {"summarize_sales", {{"period", "last year"}, {"compare_to", "previous_period"}}},
        {"explain_sales_change", {{"period", "last month"}, {"compare_to", "previous_period"}}},
        {"analyze_baskets", {{"category", "Electronics"}}, "pairs", "partner_sku"}};
    for (const char* analysis :
         {"abc_xyz",
          "sell_through",
          "cover",
          "turnover",
          "ageing",
          "dead_stock",
          "markdown",
          "stockouts",
          "shrink"}) {
        all.push_back({"analyze_inventory", {{"analysis", analysis}}, "lines"});
    }
    for (const char* analysis : {"rfm", "lapsed", "cohorts"}) {
        all.push_back({"segment_customers", {{"analysis", analysis}}});
    }
    return all;
}

std::set<std::string> known_metrics(ServedShop& served) {
    const json read = served.client().call_modern("resources/read", {{"uri", "retail://metrics"}});
    std::set<std::string> ids;
    const json dictionary = json::parse(read["result"]["contents"][0]["text"].get<std::string>());
    for (const json& metric : dictionary["metrics"]) {
        ids.insert(metric["id"]);
    }
    return ids;
}

void check_head(const Call& call, const json& answer, const std::set<std::string>& metrics) {
    if (call.tool == "describe_tables") {
        return; // of the schema, not of a store
    }
    EXPECT_EQ(answer["as_of"], pinned_now);
    if (call.tool == "get_context") {
        return; // it is the head itself
    }
    EXPECT_TRUE(answer["store"].is_string() || !answer["stores"].empty());
    EXPECT_EQ(answer["currency"], "USD");
    EXPECT_EQ(!answer["metrics"].empty(), call.has_metrics) << answer["metrics"];
    for (const json& id : answer["metrics"]) {
        EXPECT_TRUE(metrics.contains(id)) << id;
    }
    EXPECT_TRUE(answer["truncated"].is_boolean());
    if (answer["period"].is_object()) {
        EXPECT_LT(answer["period"]["from"], answer["period"]["until"]);
        EXPECT_EQ(answer["period"]["time_zone"], "America/Los_Angeles");
    }
}

/// A sentence first, tables within marks, every identifier for the next call, and no JSON.
void check_text(const Call& call, const json& result) {
    const std::string text = text_of(result);
    const json& answer = result["structuredContent"];
    EXPECT_LE(text.size(), text_budget);
    EXPECT_NE(text.front(), '{');
    EXPECT_NE(text.find('\n'), std::string::npos);
    if (!call.rows.empty() && !call.identifier.empty()) {
        for (const json& row : answer[call.rows]) {
            EXPECT_THAT(text, HasSubstr(row[call.identifier].get<std::string>()));
        }
    }
    if (answer.value("truncated", false) && answer.contains("next_cursor") &&
        answer["next_cursor"].is_string()) {
        EXPECT_THAT(text, HasSubstr(answer["next_cursor"].get<std::string>()));
    }
}

/// Pages of seven are the whole, one after the other.
void check_pages(ServedShop& served, const Call& call) {
    json arguments = call.arguments.is_null() ? json::object() : call.arguments;
    arguments["limit"] = row_budget;
    const json result = served.call(call.tool, arguments);
    const json& whole = result["structuredContent"];
    EXPECT_LE(whole.dump().size(), byte_budget);
    EXPECT_LE(whole[call.rows].size(), row_budget);
    arguments["limit"] = 7;
    json joined = json::array();
    json page;
    do {
        page = served.call(call.tool, arguments)["structuredContent"];
        ASSERT_LE(page[call.rows].size(), 7U);
        joined.insert(joined.end(), page[call.rows].begin(), page[call.rows].end());
        EXPECT_EQ(page["truncated"], !page["next_cursor"].is_null());
        if (!page["total"].is_null()) {
            EXPECT_EQ(page["total"], whole["total"]);
        }
        arguments["cursor"] = page["next_cursor"];
    } while (!page["next_cursor"].is_null() && joined.size() < whole[call.rows].size());
    if (joined.size() > whole[call.rows].size()) { // the whole has more than a page may have
        joined.erase(
            joined.begin() + static_cast<std::ptrdiff_t>(whole[call.rows].size()), joined.end()
        );
    }
    EXPECT_EQ(joined, whole[call.rows]);
    if (page["next_cursor"].is_null() && !page["total"].is_null()) {
        EXPECT_EQ(page["total"], joined.size());
    }
}

TEST(EveryAnswer, SaysWhereItsFiguresComeFromAndGoesOn) {
    for (const char* principal : {"seattle_manager", "head_office"}) {
        ServedShop served{principal};
        const auto metrics = known_metrics(served);
        std::set<std::string> asked;
        for (const Call& call : calls()) {
            SCOPED_TRACE(std::string{principal} + ' ' + call.tool + ' ' + call.arguments.dump());
            const json result =
                served.call(call.tool, call.arguments.is_null() ? json::object() : call.arguments);
            ASSERT_TRUE(result.contains("structuredContent")) << result.dump();
            check_head(call, result["structuredContent"], metrics);
            check_text(call, result);
            if (!call.rows.empty()) {
                check_pages(served, call);
            }
            asked.insert(call.tool);
        }
        const json receipts = served.call("list_transactions", {{"limit", 1}});
        const json id = receipts["structuredContent"]["transactions"][0]["transaction_id"];
        const Call receipt{"get_transaction", {{"transaction_id", id}}};
        const json shown = served.call(receipt.tool, receipt.arguments);
        check_head(receipt, shown["structuredContent"], metrics);
        check_text(receipt, shown);
        asked.insert(receipt.tool);
        const json listed = served.client().call_modern("tools/list");
        for (const json& tool : listed["result"]["tools"]) {
            const bool is_read_only = tool["annotations"]["readOnlyHint"];
            EXPECT_TRUE(asked.contains(tool["name"]) || !is_read_only)
                << tool["name"] << " was not asked";
        }
    }
}

// ---- nothing -----------------------------------------------------------------------------------

/// How an answer says that it has nothing: its error's code, else its first line.
std::string nothing(ServedShop& served, const char* tool, const json& arguments) {
    const json result = served.call(tool, arguments);
    const std::string code = error_code_of(result);
    const std::string text = text_of(result);
    return code.empty() ? text.substr(0, text.find('\n')) : code;
}

TEST(Nothing, IsToldApart) {
    ServedShop served{"seattle_manager"};
    // no such thing, with the nearest ones
    EXPECT_EQ(nothing(served, "get_product", {{"sku", "NO-SUCH"}}), "unknown_sku");
    EXPECT_EQ(nothing(served, "check_stock", {{"category", "Submarines"}}), "unknown_category");
    EXPECT_EQ(
        nothing(served, "summarize_sales", {{"period", "last month"}, {"brand", "Nobody"}}),
        "unknown_brand"
    );
    // nothing matches
    EXPECT_THAT(
        nothing(served, "search_products", {{"query", "xylophone zeppelin"}}),
        HasSubstr("No product matches")
    );
    EXPECT_THAT(
        nothing(served, "list_transactions", {{"period", "2020"}}), HasSubstr("No receipts match")
    );
    EXPECT_THAT(
        nothing(served, "list_stock_movements", {{"period", "2020"}}),
        HasSubstr("No stock movements match")
    );
    // there, but sold out: a line that says so
    const json out =
        served.call("check_stock", {{"status", "out"}, {"limit", 1}})["structuredContent"];
    ASSERT_EQ(out["lines"].size(), 1U);
    const json sold_out =
        served.call("check_stock", {{"skus", {out["lines"][0]["sku"]}}})["structuredContent"];
    EXPECT_EQ(sold_out["lines"][0]["status"], "out");
    // there, but filtered out: how many there are without the filter
    EXPECT_THAT(
        nothing(served, "check_stock", {{"skus", {out["lines"][0]["sku"]}}, {"status", "ok"}}),
        HasSubstr("No product matches; the store has")
    );
    // nothing sold is a figure, not a failure
    const json quiet = served.call("summarize_sales", {{"period", "2020"}})["structuredContent"];
    EXPECT_EQ(quiet["totals"]["net_sales"], "0.00");
    EXPECT_TRUE(quiet["totals"]["average_order_value"].is_null());
    // not in the data at all
    EXPECT_EQ(
        nothing(
            served, "summarize_sales", {{"period", "last month"}, {"measures", {"conversion"}}}
        ),
        "not_available"
    );
    // not permitted
    ServedShop analyst{"analyst"};
    EXPECT_EQ(
        nothing(analyst, "run_sql", {{"sql", "SELECT email FROM retail.customers"}}),
        "permission_denied"
    );
    ServedShop office{"head_office"};
    EXPECT_EQ(nothing(office, "check_stock", {{"store", "tacoma"}}), "store_not_available");
}

TEST(Nothing, IsNotWhatADatabaseThatIsAwaySays) {
    ServedShop served = ServedShop::at("postgresql://nobody@127.0.0.1:1/nothing");
    EXPECT_EQ(nothing(served, "check_stock", json::object()), "database_unavailable");
}

} // namespace
} // namespace retail_mcp::test
