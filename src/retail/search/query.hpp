#pragma once

#include <retail_mcp/retail/tool.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The parameters of sql/queries/search_products.sql and of search_filtered_out.sql by name.
namespace retail_mcp::retail::search {

/// What is absent or empty takes nothing away.
struct Filters {
    std::optional<std::string> category; ///< name or path
    std::optional<std::string> brand;
    std::optional<Money> price_min;
    std::optional<Money> price_max;
    std::optional<std::string> in_stock; ///< `here` or `any`
    std::vector<std::string> tags;
    bool include_inactive = false;
};

struct Search {
    std::string text;
    Filters filters = {};
    std::string sort = "relevance";
    int limit = 10;
    std::int64_t offset = 0;
    bool literal = false; ///< nothing corrected, no brand or category taken from the text
    QueryVector meaning = {};
};

/// The products found, in the stores that the call is about.
db::Query products(const ToolContext& context, const Search& search);

/// How many of the products that match the text each filter takes away.
db::Query filtered_out(const ToolContext& context, const Search& search);

} // namespace retail_mcp::retail::search
