#pragma once

#include "catalogue.hpp"
#include "dates.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The events that are planted into the sample data, so that questions have answers worth finding.
namespace retail_mcp::retail::sample {

enum class StoryKind {
    stock_out,        ///< a best seller is recalled and missing for days
    price_rise,       ///< a price goes up and the units go down
    promotion,        ///< a lower price for two weeks that sells several times as much
    declining_store,  ///< a store loses customers month by month
    dead_stock,       ///< many pieces that nobody buys any more
    basket_affinity,  ///< two articles that are bought together
    lapsed_customers, ///< good customers who stopped coming
    shrinkage,        ///< a count that finds fewer pieces than the book says
    faulty_product,   ///< an article that comes back as defective
};

struct Story {
    StoryKind kind;
    std::string_view name;              ///< "stock_out", …
    std::string_view store;             ///< empty: every store
    std::optional<std::size_t> article; ///< index into the assortment
    std::optional<std::size_t> partner; ///< of a basket
    Date from;
    Date until;                ///< exclusive
    int percent = 100;         ///< how strong: see the kind
    std::string_view sentence; ///< what happened, in words
};

/// The stories that the assortment has the articles for, dated back from `as_of`.
std::vector<Story> plant_stories(
    const Catalogue& catalogue, const std::vector<Article>& articles, Date first_day, Date as_of
);

} // namespace retail_mcp::retail::sample
