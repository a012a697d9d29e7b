#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace retail_mcp::test {
namespace {

const std::string folder = std::string{RETAIL_MCP_SOURCE_DIR} + "/tests/clients";

bool succeeds(const std::string& command) {
    return std::system(command.c_str()) == 0; // NOLINT: a fixed command of this test
}

TEST(OfficialClients, OfBothGenerationsListAndCallEveryTool) {
    if (!succeeds("command -v npm >/dev/null && command -v node >/dev/null")) {
        GTEST_SKIP() << "npm and node are not installed";
    }
    ASSERT_TRUE(succeeds("cd " + folder + " && npm ci --no-audit --no-fund >&2"));
    TemporaryHome home;
    Process::Options options;
    options.command = {"/usr/bin/env", "node", folder + "/clients.mjs", binary(), "serve"};
    options.environment = {
        {"RETAIL_MCP_HOME", home.path()},
        {"RETAIL_MCP_NOW", pinned_now},
        {"RETAIL_MCP_DATABASE_URL", Shop::instance().url("analyst")}};
    Process clients{std::move(options)};
    while (auto line = clients.read_line(std::chrono::minutes{2})) {
        std::cout << *line << '\n';
    }
    EXPECT_EQ(clients.wait(std::chrono::seconds{10}), 0) << clients.stderr_text();
}

} // namespace
} // namespace retail_mcp::test
