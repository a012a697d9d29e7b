#pragma once

#include "query.hpp"
#include "row.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// From the products that match to the page that is shown, and the counts over all of them.
namespace retail_mcp::retail::search {

struct Ranking {
    std::vector<Product> products; ///< the page; a product per SKU over the stores
    /// Products that match at least half of the query, weighed by how rare its words are, or as
    /// much of it as any does; nullopt where there may be more of them than were counted.
    std::optional<std::int64_t> total;
    bool has_more = false;               ///< after the page
    Facets facets;                       ///< over what `total` counts
    bool is_exact = false;               ///< the query is a number of the first product
    std::optional<std::string> category; ///< named by the query
    std::optional<std::string> brand;
};

/// By relevance: what is asked for by number, then of the brand or category that the query names,
/// then by score and nearness as shares of the best, so that neither's scale matters: words decide
/// the head of the list, vectors what comes after. What the query names alone counts for total,
/// facets and the other sorts. `has_offers`: each product tells what every store has of it.
Ranking rank(const Found& found, const Search& search, bool has_offers);

} // namespace retail_mcp::retail::search
