#include "prices.hpp"

#include "random.hpp"

#include <algorithm>

namespace retail_mcp::retail::sample {

namespace {

constexpr int promotion_days = 7;

bool in_a_story(const World& world, std::size_t article) {
    return std::any_of(world.stories.begin(), world.stories.end(), [&](const Story& story) {
        return story.article == article || story.partner == article;
    });
}

/// A store's price for a list price: 24.99 stays an odd price, 24.49 say, when a percentage is
/// taken off or put on.
std::int32_t store_price(std::int64_t list_price, int percent) {
    const auto cents = list_price * percent / 100;
    return static_cast<std::int32_t>((cents + 25) / 50 * 50 - 1);
}

bool overlaps(const std::vector<Promotion>& promotions, const Promotion& candidate) {
    return std::any_of(promotions.begin(), promotions.end(), [&](const Promotion& other) {
        return other.product == candidate.product && other.from_day < candidate.until_day &&
               candidate.from_day < other.until_day;
    });
}

} // namespace

std::vector<StoreProduct> stock_shelves(const World& world, std::size_t store) {
    const auto& profile = world.stores[store];
    std::vector<StoreProduct> products;
    for (std::size_t article = 0; article < world.articles.size(); ++article) {
        Random random{derive_seed(world.options.seed, "carries", store, article)};
        if (!random.chance(profile.carries_percent * 10) && !in_a_story(world, article)) {
            continue;
        }
        StoreProduct product;
        product.article = static_cast<std::uint32_t>(article);
        product.price = store_price(world.articles[article].price, profile.price_percent);
        product.cost = static_cast<std::int32_t>(world.articles[article].cost);
        products.push_back(product);
    }
    return products;
}

std::vector<Promotion>
plan_promotions(const World& world, std::size_t store, const std::vector<StoreProduct>& products) {
    std::vector<Promotion> promotions;
    for (const auto& story : world.stories) {
        if (story.kind != StoryKind::promotion) {
            continue;
        }
        for (std::uint32_t product = 0; product < products.size(); ++product) {
            if (products[product].article == story.article) {
                const auto price = products[product].price * story.percent / 100;
                promotions.push_back(
                    {product, world.day_of(story.from), world.day_of(story.until), price, 420}
                );
            }
        }
    }
    Random random{derive_seed(world.options.seed, "promotions", store)};
    for (int day = 10; day + promotion_days < world.days(); day += 15) {
        const auto product = random.below(static_cast<std::uint32_t>(products.size()));
        const auto percent = static_cast<std::int32_t>(random.between(75, 90));
        const auto price = regular_price(world, products[product], day).price * percent / 100;
        const Promotion promotion{product, day, day + promotion_days, price, 170};
        if (!in_a_story(world, products[product].article) && !overlaps(promotions, promotion)) {
            promotions.push_back(promotion);
        }
    }
    std::stable_sort(promotions.begin(), promotions.end(), [](const auto& a, const auto& b) {
        return a.from_day < b.from_day;
    });
    return promotions;
}

PriceAndCost regular_price(const World& world, const StoreProduct& product, int day) {
    const auto& life = world.lives[product.article];
    if (day >= life.price_change_day || life.old_price_percent == 100) {
        return {product.price, product.cost};
    }
    return {
        store_price(product.price + 1, life.old_price_percent),
        product.cost * life.old_price_percent / 100,
    };
}

} // namespace retail_mcp::retail::sample
