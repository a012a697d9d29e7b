#include "e2e/shop.hpp"
#include "retail/metrics.hpp"
#include "support/golden.hpp"

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/fields.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

/// The README's tables are what the binary says. UPDATE_GOLDEN=1 rewrites them.
namespace retail_mcp::test {
namespace {

std::string commands_table() {
    Program program{{"--help"}, ""};
    std::istringstream help{program.output()};
    std::string table = "| command | does |\n|---|---|\n";
    std::string line;
    bool listing = false;
    while (std::getline(help, line)) {
        const std::size_t name = line.find_first_not_of(' ');
        if (listing && name != std::string::npos) {
            const std::size_t name_end = line.find(' ', name);
            const std::size_t text = line.find_first_not_of(' ', name_end);
            table += "| `retail-mcp " + line.substr(name, name_end - name) + "` | " +
                     line.substr(text) + " |\n";
        }
        listing = listing || line == "Subcommands:";
    }
    return table;
}

std::string tools_table() {
    ServedShop served{"west_manager"};
    served.call("get_context");
    // named, for a range-for over a part of a temporary would outlive it
    const nlohmann::json listed = served.client().call_modern("tools/list");
    EXPECT_FALSE(listed["result"]["tools"].empty());
    std::string table = "| tool | arguments | what for |\n|---|---|---|\n";
    for (const auto& tool : listed["result"]["tools"]) {
        const auto& schema = tool["inputSchema"];
        const auto required = schema.value("required", nlohmann::json::array());
        std::string arguments;
        for (const auto& [name, _] : schema["properties"].items()) {
            if (name == "store" || name == "limit" || name == "cursor") {
                continue;
            }
            const bool needed = std::find(required.begin(), required.end(), name) != required.end();
            arguments += (arguments.empty() ? "" : ", ") + name + (needed ? "\\*" : "");
        }
        std::string description = tool["description"];
        std::replace(description.begin(), description.end(), '|', '/');
        table += "| `" + tool["name"].get<std::string>() + "` | " + arguments + " | " +
                 description + " |\n";
    }
    return table;
}

std::string errors_table() {
    std::string table = "| code | meaning | what to do |\n|---|---|---|\n";
    for (const ErrorDescription& error : error_catalogue()) {
        table += "| `" + std::string{error.name} + "` | " + std::string{error.meaning} + " | " +
                 std::string{error.mend} + " |\n";
    }
    return table;
}

std::string settings_table() {
    return markdown_table(struct_of<app::Settings>());
}

/// A call by Seattle's manager as a shell shows it: its first lines, without the marks around
/// records.
std::string answer_to(const std::string& tool, const std::string& arguments, int lines) {
    Program program{{"call", tool, arguments}, Shop::instance().url("seattle_manager")};
    std::istringstream output{program.output()};
    std::string shown = "```\n$ retail-mcp call " + tool + " '" + arguments + "'\n";
    for (std::string line; lines > 0 && std::getline(output, line);) {
        if (!line.starts_with("[records ") && !line.starts_with("[/records ")) {
            shown += line + '\n';
            --lines;
        }
    }
    return shown + (output.peek() == EOF ? "" : "…\n") + "```\n";
}

/// Expects `table` between the marks of this name, or puts it there.
void check_section(const std::string& name, const std::string& table) {
    std::string readme = read_source_file("README.md");
    const std::string mark = "<!-- generated: " + name + " -->\n";
    const std::size_t begin = readme.find(mark);
    ASSERT_NE(begin, std::string::npos) << "README.md lacks " << mark;
    const std::size_t start = begin + mark.size();
    const std::size_t end = readme.find("<!-- /generated -->", start);
    ASSERT_NE(end, std::string::npos);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        readme.replace(start, end - start, table);
        std::ofstream{std::string{RETAIL_MCP_SOURCE_DIR} + "/README.md"} << readme;
        return;
    }
    EXPECT_EQ(readme.substr(start, end - start), table)
        << "the README's section " << name << " is stale; run this test with UPDATE_GOLDEN=1";
}

TEST(Readme, CommandsAreThoseOfTheBinary) {
    check_section("commands", commands_table());
}

TEST(Readme, ToolsAreThoseThatAreServed) {
    check_section("tools", tools_table());
}

TEST(Readme, ErrorsAreTheCatalogue) {
    check_section("errors", errors_table());
}

TEST(Readme, MetricsAreTheDictionary) {
    check_section("metrics", retail::metrics_markdown());
}

TEST(Readme, TheManagersMorningIsWhatIsAnswered) {
    check_section(
        "morning sales",
        answer_to(
            "summarize_sales",
            R"({"period": "last week", "group_by": ["day"], "compare_to": "previous_period"})",
            9
        )
    );
    check_section(
        "morning change",
        answer_to(
            "explain_sales_change",
            R"({"period": "last month", "compare_to": "previous_period"})",
            11
        )
    );
    check_section("morning orders", answer_to("plan_reorders", "{}", 8));
    check_section(
        "morning search",
        answer_to("search_products", R"({"query": "contaner for paint under 20 in stock"})", 6)
    );
}

TEST(Readme, SettingsAreTheFieldList) {
    check_section("settings", settings_table());
}

} // namespace
} // namespace retail_mcp::test
