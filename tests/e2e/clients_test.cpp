#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace retail_mcp::test {
namespace {

const std::string tests = std::string{RETAIL_MCP_SOURCE_DIR} + "/tests";
const std::string folder = tests + "/clients";

bool succeeds(const std::string& command) {
    return std::system(command.c_str()) == 0; // NOLINT: a fixed command of this test
}

/// Runs a program that starts the server itself, on the shop, and shows what it says.
void expect_success(std::vector<std::string> command) {
    const TemporaryHome home;
    Process program{
        {std::move(command),
         {{"RETAIL_MCP_HOME", home.path()},
          {"RETAIL_MCP_NOW", pinned_now},
          {"RETAIL_MCP_DATABASE_URL", Shop::instance().url("analyst")}}}};
    while (auto line = program.read_line(std::chrono::minutes{5})) {
        std::cout << *line << '\n';
    }
    EXPECT_EQ(program.wait(std::chrono::seconds{10}), 0) << program.stderr_text();
}

TEST(OfficialClients, OfBothGenerationsListAndCallEveryTool) {
    if (!succeeds("command -v npm >/dev/null && command -v node >/dev/null")) {
        GTEST_SKIP() << "npm and node are not installed";
    }
    ASSERT_TRUE(succeeds("cd " + folder + " && npm ci --no-audit --no-fund >&2"));
    expect_success({"/usr/bin/env", "node", folder + "/clients.mjs", binary(), "serve"});
}

TEST(OfficialSuite, PassesWhereItAppliesToAShop) {
    if (!succeeds("command -v npm >/dev/null")) {
        GTEST_SKIP() << "npm is not installed";
    }
    expect_success({tests + "/conformance/run", "retail-mcp.yml", binary(), "serve"});
}

} // namespace
} // namespace retail_mcp::test
