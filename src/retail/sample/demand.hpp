#pragma once

#include "history.hpp"
#include "world.hpp"

#include <cstdint>
#include <vector>

/// How much is bought when: seasons, weekdays, hours, events and the planted stories.
namespace retail_mcp::retail::sample {

/// Transactions of each day; they add up to `total`. Physical stores are closed on Thanksgiving
/// and Christmas Day.
std::vector<std::uint32_t>
transactions_by_day(const World& world, std::size_t store, std::uint32_t total);

/// A second of the day inside the shop's hours: stores 9 to 21, online 5 to 23.
std::int32_t draw_second(const StoreProfile& store, class Random& random);

/// What customers of a store reach for on a day: draws products in proportion to their demand.
class Shelf {
public:
    /// Keeps references: world and history must outlive it.
    Shelf(const World& world, std::size_t store, const StoreHistory& history);

    /// Weighs the products anew; to be called once per day.
    void open(int day);

    /// An index into the products.
    std::size_t draw(Random& random) const;

    /// Today's weight of a product and of all.
    std::uint32_t weight(std::size_t product) const { return weights_[product]; }

    std::uint32_t total_weight() const { return cumulative_.back(); }

private:
    std::uint32_t weigh(std::size_t product, int day) const;

    const World& world_;
    std::string_view store_id_;
    const StoreHistory& history_;
    std::vector<std::uint32_t> weights_;
    std::vector<std::uint32_t> cumulative_;
};

} // namespace retail_mcp::retail::sample
