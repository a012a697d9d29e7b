#include "sql/shell.hpp"
#include "support/retail_database.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

// sql/schema.sql is what the migrations come to, kept so that a change of the schema is a readable
// difference. RETAIL_MCP_UPDATE=1 in the environment rewrites it.

namespace retail_mcp::test {
namespace {

/// The dump without what differs between machines: versions.
std::string without_versions(const std::string& dump) {
    std::istringstream lines{dump};
    std::string kept;
    std::string line;
    while (std::getline(lines, line)) {
        if (!line.starts_with("-- Dumped ")) {
            kept += line + "\n";
        }
    }
    return kept;
}

/// The first line at which two texts differ, with its number.
std::string first_difference(const std::string& expected, const std::string& actual) {
    std::istringstream left{expected};
    std::istringstream right{actual};
    for (int number = 1; left || right; ++number) {
        std::string a;
        std::string b;
        std::getline(left, a);
        std::getline(right, b);
        if (a != b) {
            return "line " + std::to_string(number) + "\n  schema.sql: " + a +
                   "\n  database:   " + b;
        }
    }
    return {};
}

TEST(SchemaDump, is_what_the_migrations_come_to) {
    if (shell("pg_dump --version").output.find(" 15.") == std::string::npos) {
        GTEST_SKIP(
        ) << "the dump is compared with pg_dump 15 only: other versions print it differently";
    }
    const RetailDatabase database;
    const ShellResult dump = shell(
        "pg_dump --schema-only --restrict-key=retail --schema=retail --schema=retail_sec -d " +
        shell_quoted(database.admin_conninfo())
    );
    ASSERT_EQ(dump.status, 0);
    const std::string actual = without_versions(dump.output);
    if (std::getenv("RETAIL_MCP_UPDATE") != nullptr) {
        std::ofstream{SCHEMA_DUMP} << actual;
    }
    std::ifstream file{SCHEMA_DUMP};
    const std::string expected{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(
        first_difference(expected, actual), ""
    ) << "after a change of sql/, run this test with RETAIL_MCP_UPDATE=1 and commit the difference";
}

} // namespace
} // namespace retail_mcp::test
