#pragma once

#include "history.hpp"
#include "world.hpp"

#include <cstdint>
#include <vector>

namespace retail_mcp::retail::sample {

class Random;

/// The reference's tiers and weights; some customers stop coming one day.
std::vector<Customer> make_customers(const World& world, std::size_t store, std::uint32_t count);

/// Chooses who stands at the till: higher tiers come more often.
class Clientele {
public:
    /// Keeps references: world and customers must outlive it.
    Clientele(const World& world, std::size_t store, const std::vector<Customer>& customers);

    /// An index into the customers, or -1 for somebody the store does not know.
    std::int32_t draw(Random& random, int day) const;

private:
    const StoreProfile& profile_;
    const std::vector<Customer>& customers_;
    std::vector<std::uint32_t> cumulative_;
    std::uint32_t regulars_ = 0; ///< the first so many are the group of the lapsed-customers story
    int regulars_until_ = 0;
};

} // namespace retail_mcp::retail::sample
