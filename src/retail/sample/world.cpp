#include "world.hpp"

#include "random.hpp"

#include <algorithm>
#include <numeric>

namespace retail_mcp::retail::sample {

namespace {

bool in_a_story(const World& world, std::size_t article) {
    return std::any_of(world.stories.begin(), world.stories.end(), [&](const Story& story) {
        return story.article == article || story.partner == article;
    });
}

/// Most articles are sold all the time and got dearer once; some are new, some were given up.
ArticleLife draw_life(const World& world, std::size_t article) {
    Random random{derive_seed(world.options.seed, "life", article)};
    const auto days = world.days();
    ArticleLife life;
    life.end_day = days;
    life.price_change_day = static_cast<int>(random.between(60, std::max(61, days - 100)));
    life.old_price_percent = static_cast<int>(random.between(92, 100));
    if (in_a_story(world, article)) {
        life.price_change_day = 0;
    } else if (random.chance(70)) {
        life.launch_day = static_cast<int>(random.between(days / 4, days - 30));
        life.price_change_day = 0;
    } else if (random.chance(45)) {
        life.end_day = static_cast<int>(random.between(days / 2, days - 40));
    }
    return life;
}

/// The stories speak of best sellers: what happens to them shows in the figures at every scale.
void make_best_sellers(World& world) {
    for (const auto& story : world.stories) {
        if (story.article && story.kind != StoryKind::dead_stock) {
            world.articles[*story.article].popularity = 30000;
        }
    }
}

void apply_price_rise(World& world) {
    for (const auto& story : world.stories) {
        if (story.kind == StoryKind::price_rise) {
            auto& life = world.lives[*story.article];
            life.price_change_day = world.day_of(story.from);
            life.old_price_percent = 10000 / story.percent;
        }
    }
}

} // namespace

World make_world(const SampleOptions& options) {
    if (options.scale < 1 || options.products < 1) {
        throw std::invalid_argument{"scale and products must be at least 1"};
    }
    World world;
    world.options = options;
    world.as_of = options.as_of;
    const auto back = civil(options.as_of) - std::chrono::months{25};
    // 31 March minus one month is 28 or 29 February.
    world.first_day = back.ok() ? Date{back} : Date{back.year() / back.month() / std::chrono::last};
    world.catalogue = load_catalogue();
    world.articles =
        make_assortment(world.catalogue, static_cast<std::size_t>(options.products), options.seed);
    world.stores = make_stores(static_cast<std::size_t>(options.stores));
    world.stories = plant_stories(world.catalogue, world.articles, world.first_day, world.as_of);
    make_best_sellers(world);
    for (std::size_t article = 0; article < world.articles.size(); ++article) {
        world.lives.push_back(draw_life(world, article));
    }
    apply_price_rise(world);
    return world;
}

std::vector<std::uint32_t> split(std::uint64_t total, std::span<const std::uint64_t> weights) {
    const auto sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    std::vector<std::uint32_t> parts;
    std::uint64_t seen = 0;
    std::uint64_t given = 0;
    for (const auto weight : weights) {
        seen += weight;
        const auto due = sum == 0 ? 0 : total * seen / sum;
        parts.push_back(static_cast<std::uint32_t>(due - given));
        given = due;
    }
    return parts;
}

} // namespace retail_mcp::retail::sample
