#include "e2e/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr auto nowhere = "host=/nowhere dbname=shop user=ann";

TEST(Serve, AnswersDiscoveryAndTheListWithNoDatabaseAtAllAndSaysSoInCalls) {
    ServedShop served = ServedShop::at(nowhere);
    const auto discovered = served.client().call_modern("server/discover");
    EXPECT_EQ(
        discovered["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "retail-mcp"
    );
    const auto listed = served.client().call_modern("tools/list");
    EXPECT_GT(listed["result"]["tools"].size(), 2U);
    EXPECT_EQ(error_code_of(served.call("get_context")), "database_unavailable");
    EXPECT_EQ(served.finish(), 0);
}

TEST(Serve, LegacySessionsAndModernRequestsShareOneProcess) {
    ServedShop served{"seattle_manager"};
    const auto opened = served.client().initialize("2025-06-18");
    EXPECT_EQ(opened["protocolVersion"], "2025-06-18");
    EXPECT_THAT(opened["instructions"].get<std::string>(), HasSubstr("get_context"));
    const auto legacy = served.client().call("tools/call", {{"name", "get_context"}});
    const auto modern = served.call("get_context");
    EXPECT_EQ(legacy["result"]["structuredContent"]["principal"], "seattle_manager");
    EXPECT_EQ(modern["structuredContent"]["principal"], "seattle_manager");
    EXPECT_EQ(served.finish(), 0);
}

TEST(Serve, ThePinnedClockIsShown) {
    ServedShop served{"analyst"};
    EXPECT_EQ(served.call("get_context")["structuredContent"]["now"], pinned_now);
}

TEST(Serve, EndsWithinTwoSecondsAtTheEndOfInputAndOnSigterm) {
    for (const bool by_signal : {false, true}) {
        ServedShop served{"seattle_manager"};
        served.call("get_context");
        const auto since = Clock::now();
        if (by_signal) {
            served.process().signal(SIGTERM);
            EXPECT_EQ(served.process().wait(10s), 0);
        } else {
            EXPECT_EQ(served.finish(), 0);
        }
        EXPECT_LT(Clock::now() - since, 2s) << (by_signal ? "SIGTERM" : "end of input");
    }
}

TEST(Serve, SurvivesItsConnectionBeingKilledDuringACall) {
    ServedShop served{"analyst"};
    served.call("get_context");
    Database& database = Shop::instance().database();
    const auto id = served.client().start(
        "tools/call",
        modern(
            {{"name", "run_sql"},
             {"arguments", {{"sql", "SELECT count(*) FROM generate_series(1, 100000000) a"}}}}
        )
    );
    // A reading call is repeated once on a fresh connection, so that one is ended as well.
    database.execute(
        "DO $$ BEGIN FOR attempt IN 1..300 LOOP "
        "  PERFORM pg_stat_clear_snapshot(); "
        "  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity "
        "    WHERE usename = 'analyst' AND datname = current_database() AND state = 'active' "
        "      AND query_start < clock_timestamp() - interval '100 ms'; "
        "  PERFORM pg_sleep(0.01); END LOOP; END $$"
    );
    const auto killed = served.client().response_to(id);
    EXPECT_TRUE(killed["result"].value("isError", false)) << killed.dump();
    EXPECT_EQ(error_code_of(served.call("get_context")), "");
    EXPECT_EQ(served.finish(), 0);
}

TEST(Serve, AFastCallIsNotDelayedByASlowOne) {
    ServedShop served{"analyst"};
    served.call("get_context");
    const auto slow = served.client().start(
        "tools/call",
        modern(
            {{"name", "run_sql"},
             {"arguments", {{"sql", "SELECT count(*) FROM generate_series(1, 20000000) a"}}}}
        )
    );
    const auto fast = served.client().start("tools/call", modern({{"name", "get_context"}}));
    EXPECT_EQ(served.client().receive()["id"], fast);
    served.client().response_to(slow);
}

TEST(Serve, ConfigurationFailuresLeaveStdoutEmptyAndExitTwo) {
    const std::vector<std::vector<std::string>> wrong{
        {"serve", "--stroe", "seattle"},
        {"serve", "--config", "/nowhere/settings.json"},
        {"serve", "--principal", "x", "--database-url", "host=h"},
        {"sevre"},
        {}};
    for (const auto& arguments : wrong) {
        Program program{arguments, ""};
        EXPECT_EQ(program.output(), "");
        EXPECT_EQ(program.exit_code(), 2);
        EXPECT_THAT(program.process().stderr_text(), HasSubstr("retail-mcp: "));
    }
}

TEST(Serve, ADatabaseForTheAdministratorAloneIsNoReasonToUseThePrivateOne) {
    Program program{{"serve"}, "", {{"RETAIL_MCP_ADMIN_URL", "host=h"}}};
    EXPECT_EQ(program.output(), "");
    EXPECT_EQ(program.exit_code(), 2);
    EXPECT_THAT(program.process().stderr_text(), HasSubstr("Set RETAIL_MCP_DATABASE_URL"));
}

} // namespace
} // namespace retail_mcp::test
