#include "sql/oracle.hpp"
#include "sql/random_query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <regex>
#include <string>
#include <vector>

// A principal on a database of several stores is answered as on one that holds its stores alone:
// random queries, and random calls of every reading tool. RETAIL_MCP_TEST_SEED repeats a run.

namespace retail_mcp::test {
namespace {

using nlohmann::json;

unsigned int seed() {
    const char* const given = std::getenv("RETAIL_MCP_TEST_SEED");
    return given != nullptr ? static_cast<unsigned int>(std::stoul(given)) : std::random_device{}();
}

struct Case {
    std::string name;
    Reader reader;
    Way way;
    int queries;
};

class Alone : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    Readers,
    Alone,
    testing::Values(
        Case{"OfOneStore", north_reader, Way::direct, 300},
        Case{"OfTwoStores", pair_writer, Way::direct, 150},
        Case{"OfOneStoreThroughAPooler", north_reader, Way::pooled, 60},
        Case{"OfTwoStoresOnAStandby", pair_writer, Way::standby, 60}
    ),
    [](const auto& reader) { return reader.param.name; }
);

TEST_P(Alone, RandomQueriesAreAnsweredAlike) {
    const unsigned int number = seed();
    SCOPED_TRACE("RETAIL_MCP_TEST_SEED=" + std::to_string(number));
    const Reader& reader = GetParam().reader;
    RandomQueries queries{reader, number};
    EXPECT_GE(queries.columns(), 150U);
    EXPECT_LE(queries.left_out(), 20U);
    const Connection alone = connect(Worlds::instance().alone(reader));
    const Home home;
    Served served{home.path(), Worlds::instance().conninfo(reader, GetParam().way)};
    int with_rows = 0;
    for (int round = 0; round < GetParam().queries; ++round) {
        const std::string sql = queries.next();
        SCOPED_TRACE(sql);
        const json result = served.run_sql(sql);
        ASSERT_FALSE(result.value("isError", false)) << result.dump().substr(0, 600);
        ASSERT_EQ(result["structuredContent"]["rows"], oracle(alone, sql));
        with_rows += result["structuredContent"]["rows"].empty() ? 0 : 1;
    }
    EXPECT_GT(with_rows, GetParam().queries / 2) << "most queries should have something to say";
}

/// Arguments that fit a tool's schema more often than not, words and ids of all stores among them.
class RandomArguments {
public:
    explicit RandomArguments(unsigned int seed) : random_{seed} {}

    json for_tool(const json& tool) {
        const json& schema = tool["inputSchema"];
        const json required = schema.value("required", json::array());
        json arguments = json::object();
        for (const auto& [name, property] : schema["properties"].items()) {
            const bool is_required =
                std::find(required.begin(), required.end(), name) != required.end();
            if (name != "cursor" && name != "sql" && (is_required || below(10) < 3)) {
                arguments[name] = value_of(name, property);
            }
        }
        return arguments;
    }

private:
    std::size_t below(std::size_t end) {
        return std::uniform_int_distribution<std::size_t>{0, end - 1}(random_);
    }

    const std::string& pick(const std::vector<std::string>& from) {
        return from[below(from.size())];
    }

    json value_of(const std::string& name, const json& property) {
        static const std::map<std::string, std::vector<std::string>> words{
            {"sku", {"SKU-0001", "SKU-0007", "SKU-0029", "SKU-0077", "NONE"}},
            {"skus", {"SKU-0001", "SKU-0002", "SKU-0030", "SKU-0088"}},
            {"query",
             {"product",
              "north product 3",
              "zanz product",
              "zanz",
              "red tag1",
              "prodct 12",
              "brand 2"}},
            {"category", {"north category 1", "zanz category 1", "category", "nothing"}},
            {"brand", {"north brand 1", "zanz brand 1", "north brand 9"}},
            {"supplier", {"north supplier 1", "zanz supplier 1"}},
            {"tags", {"tag1", "north", "zanz"}},
            {"period", {"last month", "2025-02", "2025-W08", "last 60 days", "2025", "yesterday"}},
            {"compare_to", {"previous_period", "2025-02"}},
            {"receipt_number", {"north-7", "zanz-7", "none"}},
            {"transaction_id", {"b0e4ad6f-0000-0000-0000-000000000000", "not-an-id"}},
            {"loyalty_tier", {"gold", "bronze", "none"}},
            {"payment_method", {"cash", "credit_card"}},
            {"transaction_type", {"sale", "return"}},
            {"tables", {"products", "sales_transactions", "audit_log", "customers"}},
            {"store", {"north", "east", "south", "nowhere"}}};
        if (property.contains("enum")) {
            return property["enum"][below(property["enum"].size())];
        }
        const std::string type = property.contains("type") && property["type"].is_string()
                                     ? property["type"].get<std::string>()
                                     : "string";
        if (type == "array") {
            json list = json::array();
            list.push_back(value_of(name, property.value("items", json::object())));
            return list;
        }
        if (type == "integer" || type == "number") {
            return 1 + below(40);
        }
        if (type == "boolean") {
            return below(2) == 0;
        }
        const auto known = words.find(name);
        return known != words.end() ? json{pick(known->second)} : json{"7"};
    }

    std::mt19937 random_;
};

/// What was drawn or sealed for this one answer.
std::string without_marks(const json& result) {
    static const std::regex mark{R"((\[/?records )[0-9a-f]{6}\])"};
    static const std::regex sealed{R"((next_cursor\\*":\\*"|pass cursor \\*"|result/)[^"\\]*)"};
    return std::regex_replace(std::regex_replace(result.dump(), mark, "$1]"), sealed, "$1");
}

TEST(AloneTools, EveryReadingToolAnswersAlike) {
    const unsigned int number = seed();
    SCOPED_TRACE("RETAIL_MCP_TEST_SEED=" + std::to_string(number));
    RandomArguments arguments{number};
    for (const Reader& reader : {north_reader, pair_writer}) {
        const Home home;
        const Home other_home;
        Worlds& worlds = Worlds::instance();
        Served served{home.path(), worlds.conninfo(reader, Way::direct)};
        Served alone{
            other_home.path(), worlds.alone(reader).conninfo(reader.login, "for-tests-only")};
        served.call("get_context", json::object());
        alone.call("get_context", json::object());
        const json tools = served.client().call_modern("tools/list")["result"]["tools"];
        std::size_t answered = 0;
        std::size_t calls = 0;
        for (int round = 0; round < 8; ++round) {
            for (const json& tool : tools) {
                const std::string name = tool["name"];
                if (name == "run_sql" || name == "adjust_stock") {
                    continue;
                }
                const json asked = arguments.for_tool(tool);
                SCOPED_TRACE(reader.login + ' ' + name + ' ' + asked.dump());
                const json result = served.call(name, asked);
                ASSERT_EQ(without_marks(result), without_marks(alone.call(name, asked)));
                ++calls;
                answered += result.value("isError", false) ? 0U : 1U;
            }
        }
        EXPECT_GT(answered, calls / 5) << "the arguments drawn should often make sense";
    }
}

} // namespace
} // namespace retail_mcp::test
