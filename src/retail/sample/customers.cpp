#include "customers.hpp"

#include "random.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace retail_mcp::retail::sample {

namespace {

constexpr std::array<std::uint32_t, 4> tier_weights{50, 30, 15, 5};
constexpr std::array<std::uint32_t, 4> visits_by_tier{2, 3, 6, 10};

const Story* lapsed_story(const World& world, std::string_view store) {
    for (const auto& story : world.stories) {
        if (story.kind == StoryKind::lapsed_customers && story.store == store) {
            return &story;
        }
    }
    return nullptr;
}

/// How many days ago the first of them became a customer.
constexpr std::int64_t oldest_customer = 5 * 365;

/// Sixteen of a thousand customers, so that each comes about as often at every scale.
std::uint32_t regulars_of(std::size_t customers) {
    return static_cast<std::uint32_t>(std::max<std::size_t>(customers * 16 / 1000, 1));
}

} // namespace

std::vector<Customer> make_customers(const World& world, std::size_t store, std::uint32_t count) {
    Random random{derive_seed(world.options.seed, "customers", store)};
    std::vector<Customer> customers(count);
    for (auto& customer : customers) {
        customer.tier = static_cast<Tier>(random.pick(tier_weights));
        customer.since_day =
            static_cast<std::int32_t>(world.days() - random.between(1, oldest_customer));
        customer.until_day = world.days();
        if (random.chance(280)) {
            customer.until_day =
                customer.since_day + static_cast<std::int32_t>(random.between(60, 900));
        }
    }
    if (const auto* story = lapsed_story(world, world.stores[store].id); story && count > 0) {
        for (std::uint32_t i = 0; i < regulars_of(count); ++i) {
            customers[i].since_day = -100;
            customers[i].until_day = world.day_of(story->from);
            customers[i].tier = Tier::gold;
        }
    }
    return customers;
}

Clientele::Clientele(const World& world, std::size_t store, const std::vector<Customer>& customers)
    : profile_{world.stores[store]}, customers_{customers} {
    std::uint32_t sum = 0;
    for (const auto& customer : customers) {
        sum += visits_by_tier[static_cast<std::size_t>(customer.tier)];
        cumulative_.push_back(sum);
    }
    if (const auto* story = lapsed_story(world, profile_.id); story && !customers.empty()) {
        regulars_ = regulars_of(customers.size());
        regulars_until_ = world.day_of(story->from);
    }
}

std::int32_t Clientele::draw(Random& random, int day) const {
    if (customers_.empty()) {
        return -1;
    }
    if (day < regulars_until_ && random.chance(60)) {
        return static_cast<std::int32_t>(random.below(regulars_));
    }
    // Three of ten pay in a store without telling who they are.
    if (!profile_.online && random.chance(300)) {
        return -1;
    }
    for (int attempt = 0; attempt < 6; ++attempt) {
        const auto drawn = random.below(cumulative_.back());
        const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), drawn);
        const auto index = std::distance(cumulative_.begin(), found);
        const auto& customer = customers_[static_cast<std::size_t>(index)];
        if (day >= customer.since_day && day < customer.until_day) {
            return static_cast<std::int32_t>(index);
        }
    }
    return -1;
}

} // namespace retail_mcp::retail::sample
