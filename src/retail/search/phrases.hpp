#pragma once

#include <retail_mcp/base/values.hpp>

#include <optional>
#include <string>
#include <string_view>

/// What people say about price and stock inside a search: "a drill under 80 that is in stock".
namespace retail_mcp::retail::search {

/// A query with such phrases taken out of its text.
struct Phrases {
    std::string text; ///< what is left to look for; may be empty
    std::optional<Money> price_min;
    std::optional<Money> price_max;
    bool in_stock = false;
};

/// Takes "under 80", "between 20 and 30", "from 60 to 100", "at least 15 dollars", "in stock" and
/// their like out of `query`. A number with a unit ("under 5 ft", "up to 20 V") is no price. Bounds
/// are included, also for "under": the difference of a cent is not worth hiding a product.
Phrases take_phrases(std::string_view query);

} // namespace retail_mcp::retail::search
