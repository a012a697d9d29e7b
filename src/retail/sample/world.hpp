#pragma once

#include "catalogue.hpp"
#include "dates.hpp"
#include "stores.hpp"
#include "stories.hpp"

#include <retail_mcp/retail/sample_data.hpp>

#include <cstdint>
#include <span>
#include <vector>

/// What all sample stores have in common.
namespace retail_mcp::retail::sample {

/// When an article is sold and what it costs when. Days count from World::first_day.
struct ArticleLife {
    int launch_day = 0; ///< not sold before
    int end_day = 0;    ///< not sold from here on; days() if it is still sold
    int price_change_day = 0;
    int old_price_percent = 100; ///< of today's price and cost, before the change
};

struct World {
    SampleOptions options;
    Catalogue catalogue;
    std::vector<Article> articles;
    std::vector<ArticleLife> lives; ///< as articles
    std::vector<StoreProfile> stores;
    std::vector<Story> stories;
    Date first_day;
    Date as_of; ///< the data ends before this day opens

    int days() const { return static_cast<int>((as_of - first_day).count()); }

    Date date(int day) const { return first_day + std::chrono::days{day}; }

    int day_of(Date date) const { return static_cast<int>((date - first_day).count()); }

    const Family& family_of(std::size_t article) const {
        return catalogue.families[articles[article].family];
    }
};

/// Throws std::invalid_argument when the options contradict themselves.
World make_world(const SampleOptions& options);

/// Splits a total in proportion to weights; the parts always add up to the total.
std::vector<std::uint32_t> split(std::uint64_t total, std::span<const std::uint64_t> weights);

} // namespace retail_mcp::retail::sample
