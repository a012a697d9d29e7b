#pragma once

#include "history.hpp"
#include "world.hpp"

namespace retail_mcp::retail::sample {

/// What a store carries, with its own prices; stock levels are filled in later.
std::vector<StoreProduct> stock_shelves(const World& world, std::size_t store);

/// A store's promotions, the planted one included, in order of their first day. No product has
/// two at a time.
std::vector<Promotion>
plan_promotions(const World& world, std::size_t store, const std::vector<StoreProduct>& products);

/// Price and cost of a store's product on a day, promotions apart.
struct PriceAndCost {
    std::int32_t price;
    std::int32_t cost;
};

PriceAndCost regular_price(const World& world, const StoreProduct& product, int day);

} // namespace retail_mcp::retail::sample
