#include "e2e/shop.hpp"
#include "support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace retail_mcp::test {
namespace {

using testing::HasSubstr;

TEST(Commands, HelpShowsTheCommandsThatExist) {
    Program program{{"--help"}, ""};
    EXPECT_TRUE(matches_golden("help.txt", program.output()));
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Commands, EveryCommandExplainsItself) {
    for (const char* command : {"serve", "call", "tools", "init", "migrate", "config", "vscode"}) {
        Program program{{command, "--help"}, ""};
        EXPECT_TRUE(matches_golden(std::string{"help/"} + command + ".txt", program.output()));
        EXPECT_EQ(program.exit_code(), 0);
    }
}

TEST(Commands, AWrongFlagNamesTheNearestOne) {
    Program program{{"call", "--databse-url", "x", "get_context"}, ""};
    EXPECT_EQ(program.exit_code(), 2);
    EXPECT_THAT(program.process().stderr_text(), HasSubstr("--database-url"));
}

TEST(Commands, AWrongFlagOfAnInnerCommandNamesItsHelp) {
    Program program{{"db", "start", "--zzzzzz"}, ""};
    EXPECT_EQ(program.exit_code(), 2);
    EXPECT_THAT(program.process().stderr_text(), HasSubstr("See: retail-mcp db start --help"));
}

TEST(Commands, PsqlGetsItsWordsWithAndWithoutASeparator) {
    const TemporaryHome home;
    const std::map<std::string, std::string> at_home{{"RETAIL_MCP_HOME", home.path()}};
    Program plain{{"db", "psql", "-Atc", "SELECT 6 * 7"}, "", at_home};
    EXPECT_EQ(plain.output(), "42\n");
    Program separated{{"db", "psql", "--", "-Atc", "SELECT 6 * 7"}, "", at_home};
    EXPECT_EQ(separated.output(), "42\n");
    Program path{{"db", "path"}, "", at_home};
    std::string data = path.output();
    data.pop_back();
    Program stop{{"db", "stop", "--force"}, "", at_home};
    EXPECT_EQ(stop.exit_code(), 0);
    std::filesystem::remove_all(std::filesystem::path{data}.parent_path()
    ); // may be outside of home
}

TEST(Commands, CallPrintsTheResultObjectAndNothingElse) {
    Program program{{"call", "get_context", "--json"}, Shop::instance().url("analyst")};
    const auto result = nlohmann::json::parse(program.output());
    EXPECT_EQ(result["resultType"], "complete");
    EXPECT_EQ(result["structuredContent"]["principal"], "analyst");
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Commands, CallExitsOneOnAToolsErrorAndTwoWhenTheCallCannotBeMade) {
    const std::string url = Shop::instance().url("analyst");
    Program refused{{"call", "run_sql", R"({"sql": "SELEC 1"})"}, url};
    EXPECT_EQ(refused.output(), "");
    EXPECT_EQ(refused.exit_code(), 1);
    Program unknown{{"call", "no_such_tool"}, url};
    EXPECT_EQ(unknown.exit_code(), 2);
    Program not_an_object{{"call", "get_context", "[1]"}, url};
    EXPECT_EQ(not_an_object.exit_code(), 2);
}

TEST(Commands, ToolsPrintsTheListAsServed) {
    Program program{{"tools", "--json"}, Shop::instance().url("analyst")};
    const auto result = nlohmann::json::parse(program.output());
    ServedShop served{"analyst"};
    EXPECT_EQ(result["tools"], served.client().call_modern("tools/list")["result"]["tools"]);
}

TEST(Commands, TheVsCodeEntryStartsThisBinaryAndRepeatsNoPassword) {
    Program program{{"vscode"}, "postgresql://ann:hunter2@h/d"};
    const std::string text = program.output();
    EXPECT_EQ(text.find("hunter2"), std::string::npos);
    const auto entry = nlohmann::json::parse(text);
    EXPECT_EQ(entry["servers"]["retail"]["args"][0], "serve");
    EXPECT_EQ(
        entry["servers"]["retail"]["env"]["RETAIL_MCP_DATABASE_URL"], "${input:retail_database_url}"
    );
}

} // namespace
} // namespace retail_mcp::test
