#include "e2e/shop.hpp"
#include "support/golden.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace retail_mcp::test {
namespace {

/// What every conversation pays for.
constexpr std::size_t list_budget = std::size_t{20} * 1024;
constexpr std::size_t output_schema_budget = std::size_t{16} * 1024;

nlohmann::json tools_of(std::string_view principal) {
    ServedShop served{principal};
    served.call("get_context"); // the grants are known from here on
    return served.client().call_modern("tools/list")["result"]["tools"];
}

TEST(ToolList, KeepsItsBudgetForAPrincipalWithEveryTool) {
    std::size_t list = 0;
    std::size_t output_schemas = 0;
    for (nlohmann::json tool : tools_of("west_manager")) {
        output_schemas += tool["outputSchema"].dump().size();
        tool.erase("outputSchema");
        list += tool.dump().size();
    }
    std::cout << "tools/list " << list << " bytes, output schemas " << output_schemas << '\n';
    EXPECT_LE(list, list_budget);
    EXPECT_LE(output_schemas, output_schema_budget);
}

TEST(ToolList, EachToolsSchemaChangesOnlyWithAReviewedDifference) {
    for (const auto& tool : tools_of("west_manager")) {
        const std::string name = tool["name"];
        EXPECT_TRUE(matches_golden("tools/" + name + ".json", tool.dump(2) + '\n')) << name;
    }
}

TEST(ToolList, WritingToolsAreOfferedToThoseWhoMayWriteOnly) {
    for (const auto& tool : tools_of("head_office")) {
        EXPECT_TRUE(tool["annotations"]["readOnlyHint"].get<bool>()) << tool["name"];
    }
}

TEST(ToolList, IsTheSameBytesInEveryProcess) {
    EXPECT_EQ(tools_of("analyst").dump(), tools_of("analyst").dump());
}

} // namespace
} // namespace retail_mcp::test
