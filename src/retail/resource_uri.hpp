#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::retail {

inline constexpr std::string_view context_uri = "retail://context";
inline constexpr std::string_view metrics_uri = "retail://metrics";
inline constexpr std::string_view schema_uri = "retail://schema";
inline constexpr std::string_view table_prefix = "retail://schema/";
inline constexpr std::string_view product_prefix = "retail://product/";

/// The rest of the URI behind the prefix, percent-decoded; nothing if it is not one plain segment
/// of UTF-8.
std::optional<std::string> segment_behind(std::string_view prefix, std::string_view uri);

} // namespace retail_mcp::retail
