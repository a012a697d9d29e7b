#include "e2e/shop.hpp"
#include "support/golden.hpp"
#include "support/pooler.hpp"
#include "support/standby.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

// The binary where PgBouncer shares sessions between its calls (transaction mode), and on a hot
// standby: every golden question has the answer that it has directly, and the boundary stands.

namespace retail_mcp::test {
namespace {

using nlohmann::json;

constexpr auto sample_password = "for-tests-only";

class EveryWay : public testing::TestWithParam<std::string> {
protected:
    static std::string url(const std::string& principal) {
        const std::string database = Shop::instance().database().name();
        return GetParam() == "Pooled" ? pooler().conninfo(database, principal, sample_password)
                                      : standby().conninfo(database, principal, sample_password);
    }

    static ServedShop serve(const std::string& principal) { return ServedShop::at(url(principal)); }

private:
    static Pooler& pooler() {
        static Pooler pooler{
            Postgres::instance(),
            {{"seattle_manager", sample_password},
             {"redmond_manager", sample_password},
             {"bellevue_manager", sample_password},
             {"online_manager", sample_password},
             {"analyst", sample_password},
             {"west_manager", sample_password},
             {"head_office", sample_password}}};
        return pooler;
    }

    static Standby& standby() {
        Shop::instance(); // what the backup is to hold
        static Standby standby{Postgres::instance(), "analyst", sample_password};
        return standby;
    }
};

INSTANTIATE_TEST_SUITE_P(
    Ways,
    EveryWay,
    testing::Values("Pooled", "OnAStandby"),
    [](const auto& way) { return way.param; }
);

/// What was drawn or sealed for this one answer.
std::string without_marks(const json& result) {
    static const std::regex mark{R"((\[/?records )[0-9a-f]{6}\])"};
    static const std::regex sealed{R"((next_cursor\\*":\\*"|pass cursor \\*"|result/)[^"\\]*)"};
    return std::regex_replace(std::regex_replace(result.dump(), mark, "$1]"), sealed, "$1");
}

TEST_P(EveryWay, EveryGoldenQuestionIsAnsweredAsDirectly) {
    std::map<std::string, std::pair<ServedShop, ServedShop>> served;
    for (const json& question : json::parse(read_source_file("tests/golden/questions.json"))) {
        const std::string principal = question.at("principal");
        if (question.at("tool") == "adjust_stock") {
            continue;
        }
        if (!served.contains(principal)) {
            served.emplace(principal, std::pair{ServedShop{principal}, serve(principal)});
        }
        auto& [direct, other] = served.at(principal);
        SCOPED_TRACE(question.at("question").get<std::string>());
        const json expected =
            direct.call(question.at("tool").get<std::string>(), question["arguments"]);
        const json answer =
            other.call(question.at("tool").get<std::string>(), question["arguments"]);
        EXPECT_EQ(without_marks(answer), without_marks(expected));
    }
}

TEST_P(EveryWay, EveryPrincipalSeesItsOwnThoughTheyShareSessions) {
    std::map<std::string, ServedShop> served;
    for (const char* principal :
         {"seattle_manager", "redmond_manager", "west_manager", "analyst"}) {
        served.emplace(principal, serve(principal));
    }
    const std::map<std::string, json> own{
        {"seattle_manager", json::parse(R"([["seattle"]])")},
        {"redmond_manager", json::parse(R"([["redmond"]])")},
        {"west_manager", json::parse(R"([["bellevue"], ["redmond"], ["seattle"]])")},
        {"analyst", json::parse(R"([["seattle"]])")}};
    for (int round = 0; round < 10; ++round) {
        for (auto& [principal, server] : served) {
            const json rows = server.call(
                "run_sql", {{"sql", "SELECT DISTINCT store_id FROM retail.products ORDER BY 1"}}
            );
            EXPECT_EQ(rows["structuredContent"]["rows"], own.at(principal)) << rows.dump();
            EXPECT_FALSE(server.call("browse_catalog").value("isError", false));
        }
    }
    EXPECT_EQ(
        error_code_of(served.at("west_manager").call("browse_catalog", {{"store", "online"}})),
        "store_not_available"
    );
    EXPECT_EQ(
        error_code_of(served.at("analyst").call(
            "run_sql", {{"sql", "SELECT first_name FROM retail.customers"}}
        )),
        "permission_denied"
    );
    EXPECT_EQ(
        error_code_of(served.at("analyst").call(
            "run_sql", {{"sql", "SELECT set_config('retail.store', 'redmond', true)"}}
        )),
        "permission_denied"
    );
}

TEST_P(EveryWay, CallsAreOnRecordOrStayOnDisk) {
    const TemporaryHome home;
    ServedShop served = ServedShop::at(url("online_manager"), {{"RETAIL_MCP_HOME", home.path()}});
    EXPECT_FALSE(served.call("browse_catalog").value("isError", false));
    EXPECT_EQ(served.finish(), 0);
    const bool is_empty = std::filesystem::is_empty(std::filesystem::path{home.path()} / "audit");
    EXPECT_EQ(is_empty, GetParam() == "Pooled") << "a standby takes no records";
}

} // namespace
} // namespace retail_mcp::test
