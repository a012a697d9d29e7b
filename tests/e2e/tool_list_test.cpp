#include "e2e/shop.hpp"
#include "support/golden.hpp"

#include <retail_mcp/base/error.hpp>

#include <gtest/gtest.h>

#include <iostream>
#include <regex>
#include <set>

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

/// All references in a schema.
void collect_references(const nlohmann::json& schema, std::vector<std::string>& into) {
    if (!schema.is_structured()) {
        return;
    }
    for (const auto& [key, value] : schema.items()) {
        if (key == "$ref" || key == "$dynamicRef") {
            into.push_back(value);
        }
        collect_references(value, into);
    }
}

TEST(ToolList, NamesAndSchemasAreWhatEveryClientTakes) {
    const std::regex name{"[A-Za-z0-9_.-]{1,64}"};
    std::set<std::string> names;
    for (const auto& tool : tools_of("west_manager")) {
        EXPECT_TRUE(std::regex_match(tool["name"].get<std::string>(), name)) << tool["name"];
        EXPECT_TRUE(names.insert(tool["name"]).second) << tool["name"];
        EXPECT_FALSE(tool["description"].get<std::string>().empty()) << tool["name"];
        std::vector<std::string> references;
        for (const char* const schema : {"inputSchema", "outputSchema"}) {
            EXPECT_EQ(tool[schema]["type"], "object") << tool["name"];
            collect_references(tool[schema], references);
        }
        for (const auto& reference : references) {
            EXPECT_TRUE(reference.starts_with('#')) << tool["name"] << ": " << reference;
        }
    }
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

/// Every word of the text that reads like a tool's name.
std::set<std::string> tools_named_in(const std::string& text) {
    static const std::regex name{
        "\\b(adjust|analyze|browse|check|describe|explain|find|get|list|plan|run|search|segment|"
        "summarize)_[a-z_]+\\b"};
    std::set<std::string> found;
    for (std::sregex_iterator hit{text.begin(), text.end(), name}, end; hit != end; ++hit) {
        found.insert(hit->str());
    }
    return found;
}

TEST(ToolList, NoTextSendsTheModelToAToolThatIsNotServed) {
    ServedShop served{"seattle_manager"};
    served.call("get_context");
    auto& client = served.client();
    const auto tools = client.call_modern("tools/list")["result"]["tools"];
    std::set<std::string> offered;
    std::string shown;
    for (const auto& tool : tools) {
        offered.insert(tool["name"]);
        shown += tool["description"].get<std::string>() + '\n';
    }
    const auto prompts = client.call_modern("prompts/list")["result"]["prompts"];
    for (const auto& prompt : prompts) {
        auto arguments = nlohmann::json::object();
        for (const auto& argument : prompt["arguments"]) {
            if (argument["name"] != "store") {
                arguments[argument["name"].get<std::string>()] = "x";
            }
        }
        offered.insert(prompt["name"]); // find_substitute is a prompt
        nlohmann::json params{{"name", prompt["name"]}, {"arguments", arguments}};
        const auto got = client.call_modern("prompts/get", std::move(params));
        ASSERT_TRUE(got.contains("result")) << got.dump();
        shown += got["result"].dump() + '\n';
    }
    for (const ErrorDescription& error : error_catalogue()) {
        shown += std::string{error.mend} + '\n';
    }
    const auto products = served.call("search_products", {{"query", "lamp"}});
    const std::string sku = products["structuredContent"]["products"][0]["sku"];
    shown += products["content"][0]["text"].get<std::string>();
    for (const std::string tool : {"get_context", "check_stock", "browse_catalog"}) {
        shown += served.call(tool)["content"][0]["text"].get<std::string>() + '\n';
    }
    shown += served.call("get_product", {{"sku", sku}})["content"][0]["text"].get<std::string>();
    for (const std::string& name : tools_named_in(shown)) {
        EXPECT_TRUE(offered.contains(name)) << name << " is not served";
    }
}

} // namespace
} // namespace retail_mcp::test
