#include "sql/shell.hpp"
#include "support/pooler.hpp"
#include "support/retail_database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

// Runs the pgTAP files beside this one, each in a transaction that it rolls back, against a
// database with the schema as `migrate` makes it: directly, and through PgBouncer in transaction
// mode, where each file takes over sessions that the ones before it have used.

namespace fs = std::filesystem;

namespace retail_mcp::test {
namespace {

std::vector<std::string> pgtap_files() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{SQL_TEST_FOLDER}) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with("_test.sql")) {
            names.push_back(name.substr(0, name.size() - std::string_view{"_test.sql"}.size()));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// What TAP output says against the tests: failures with their diagnostics, and whatever is no TAP.
std::string complaints(const std::string& tap) {
    std::istringstream lines{tap};
    std::string found;
    std::string line;
    bool planned = false;
    while (std::getline(lines, line)) {
        planned = planned || line.starts_with("1..");
        if (!line.empty() && !line.starts_with("ok ") && !line.starts_with("1..")) {
            found += line + "\n";
        }
    }
    return planned ? found : found + "the file ended before its plan\n";
}

class PgTap : public testing::TestWithParam<std::string> {
protected:
    static void run(const std::string& conninfo) {
        const ShellResult run = shell(
            "cd " + shell_quoted(SQL_TEST_FOLDER) + " && psql -XqAt -v ON_ERROR_STOP=1 -f " +
            GetParam() + "_test.sql " + shell_quoted(conninfo) + " 2>&1"
        );
        EXPECT_EQ(complaints(run.output), "");
        EXPECT_EQ(run.status, 0);
    }

    static const RetailDatabase& database() {
        static const RetailDatabase database;
        return database;
    }
};

TEST_P(PgTap, holds) {
    run(database().admin_conninfo());
}

class PooledPgTap : public PgTap {};

TEST_P(PooledPgTap, holds) {
    static const std::string& admin = Postgres::instance().admin_user();
    static const Pooler pooler{Postgres::instance(), {{admin, ""}}};
    run(pooler.conninfo(database().name(), admin, ""));
}

INSTANTIATE_TEST_SUITE_P(Sql, PgTap, testing::ValuesIn(pgtap_files()), [](const auto& file) {
    return file.param;
});

INSTANTIATE_TEST_SUITE_P(
    Sql,
    PooledPgTap,
    testing::Values("audit", "boundary", "personal_data", "policies", "principals", "writing"),
    [](const auto& file) { return std::string{file.param}; }
);

} // namespace
} // namespace retail_mcp::test
