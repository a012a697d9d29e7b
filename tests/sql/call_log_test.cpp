#include "sql/corpus_world.hpp"
#include "sql/oracle.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>

// Tool calls reach the audit trail whatever way the server ends.

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;

/// The recorded calls of run_sql whose statement had this digest, as "outcome rows".
std::string recorded(const std::string& statement_digest) {
    return value(
        connect(Worlds::instance().all),
        "SELECT string_agg(concat_ws(' ', user_name, store_id, action, new_values ->> 'outcome'), "
        "';' ORDER BY created_at) FROM retail.audit_log WHERE table_name = 'tool_call' AND "
        "new_values ->> 'argument_digest' = encode(sha256(convert_to('" +
            statement_digest + "', 'UTF8')), 'hex')"
    );
}

std::string arguments_of(const std::string& sql) {
    return nlohmann::json{{"sql", sql}, {"limit", 200}}.dump();
}

TEST(CallLog, HoldsACallWhenTheServerEndsInPeace) {
    const Home home;
    Served served{home.path()};
    served.run_sql("SELECT 101");
    served.run_sql("SELECT nothing_such_101");
    served.process().close_input();
    EXPECT_EQ(served.process().wait(20s), 0);
    EXPECT_EQ(recorded(arguments_of("SELECT 101")), "corpus_reader north run_sql ok");
    EXPECT_EQ(
        recorded(arguments_of("SELECT nothing_such_101")), "corpus_reader north run_sql invalid_sql"
    );
}

TEST(CallLog, HoldsACallWhenTheServerIsKilled) {
    const Home home;
    {
        Served served{home.path()};
        served.run_sql("SELECT 102");
        served.process().signal(SIGKILL);
        served.process().wait(20s);
    }
    Served next{home.path()};
    next.run_sql("SELECT 103");
    next.process().close_input();
    EXPECT_EQ(next.process().wait(20s), 0);
    EXPECT_EQ(recorded(arguments_of("SELECT 102")), "corpus_reader north run_sql ok");
    EXPECT_EQ(recorded(arguments_of("SELECT 103")), "corpus_reader north run_sql ok");
    EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path{home.path()} / "audit"));
}

} // namespace
} // namespace retail_mcp::test
