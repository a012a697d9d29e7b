#include "demand.hpp"

#include "random.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace retail_mcp::retail::sample {

namespace {

// Monday first; 100 = an average day.
constexpr std::array<std::uint64_t, 7> store_weekdays{82, 80, 86, 94, 118, 142, 98};
constexpr std::array<std::uint64_t, 7> online_weekdays{112, 102, 98, 96, 88, 90, 114};

// From nine to twenty-one, and from five to twenty-three.
constexpr std::array<std::uint32_t, 12> store_hours{4, 6, 9, 12, 11, 9, 8, 10, 12, 11, 6, 3};
constexpr std::array<std::uint32_t, 18> online_hours{
    1, 2, 3, 5, 6, 6, 6, 7, 6, 5, 5, 6, 6, 7, 9, 11, 9, 5};

/// The month's demand for the whole assortment.
std::uint64_t month_weight(const World& world, std::size_t month) {
    std::uint64_t weighted = 0;
    std::uint64_t all = 0;
    for (const auto& article : world.articles) {
        const auto season = world.catalogue.families[article.family].season;
        weighted += std::uint64_t{article.popularity} * static_cast<std::uint64_t>(season[month]);
        all += article.popularity;
    }
    return weighted / std::max<std::uint64_t>(all, 1);
}

std::uint64_t event_percent(Date date, bool online) {
    using namespace std::chrono;
    const auto day = civil(date);
    const auto thanks = thanksgiving(day.year());
    if (!online &&
        (date == thanks || (day.month() == December && day.day() == std::chrono::day{25}))) {
        return 0;
    }
    if (date == thanks + days{1}) {
        return 240; // Black Friday
    }
    if (online && date == thanks + days{4}) {
        return 260; // Cyber Monday
    }
    if (day.month() == December && day.day() >= std::chrono::day{15} &&
        day.day() <= std::chrono::day{23}) {
        return 130;
    }
    return 100;
}

/// A store in decline loses its customers evenly over the story's days.
std::uint64_t decline_percent(const World& world, std::string_view store, int day) {
    for (const auto& story : world.stories) {
        if (story.kind == StoryKind::declining_store && story.store == store) {
            const auto from = world.day_of(story.from);
            const auto until = world.day_of(story.until);
            if (day >= from) {
                return static_cast<std::uint64_t>(
                    100 - (100 - story.percent) * (day - from) / (until - from)
                );
            }
        }
    }
    return 100;
}

/// Percent of its usual demand that an article has on a day because of the stories.
std::uint64_t
story_percent(const Story& story, std::string_view store, std::size_t article, Date date) {
    if (story.article != article || date < story.from || date >= story.until ||
        (!story.store.empty() && story.store != store)) {
        return 100;
    }
    switch (story.kind) {
    case StoryKind::price_rise:
        return 65;
    case StoryKind::dead_stock:
        return 0;
    default:
        return 100;
    }
}

} // namespace

std::vector<std::uint32_t>
transactions_by_day(const World& world, std::size_t store, std::uint32_t total) {
    const auto& profile = world.stores[store];
    Random random{derive_seed(world.options.seed, "days", store)};
    std::array<std::uint64_t, 12> months{};
    for (std::size_t month = 0; month < months.size(); ++month) {
        months[month] = month_weight(world, month);
    }
    std::vector<std::uint64_t> weights;
    for (int day = 0; day < world.days(); ++day) {
        const auto date = world.date(day);
        const auto weekday =
            (profile.online ? online_weekdays : store_weekdays)[weekday_index(date)];
        const auto days = static_cast<std::uint64_t>(day);
        const std::uint64_t growth = 1000 + 60 * days / 365; // 6 % a year
        const auto noise = static_cast<std::uint64_t>(random.between(86, 114));
        weights.push_back(
            months[month_index(date)] * weekday * event_percent(date, profile.online) / 100 *
            growth / 1000 * noise / 100 * decline_percent(world, profile.id, day) / 100
        );
    }
    return split(total, weights);
}

std::int32_t draw_second(const StoreProfile& store, Random& random) {
    const auto hour = store.online ? 5 + random.pick(online_hours) : 9 + random.pick(store_hours);
    return static_cast<std::int32_t>(hour * 3600 + random.below(3600));
}

Shelf::Shelf(const World& world, std::size_t store, const StoreHistory& history)
    : world_{world},
      store_id_{world.stores[store].id},
      history_{history},
      weights_(history.products.size()),
      cumulative_(history.products.size()) {}

std::uint32_t Shelf::weigh(std::size_t product, int day) const {
    const auto article = history_.products[product].article;
    const auto& life = world_.lives[article];
    if (day < life.launch_day || day >= life.end_day) {
        return 0;
    }
    const auto date = world_.date(day);
    const auto season = world_.family_of(article).season[month_index(date)];
    auto weight = std::uint64_t{world_.articles[article].popularity} *
                  static_cast<std::uint64_t>(season) / 100;
    for (const auto& story : world_.stories) {
        weight = weight * story_percent(story, store_id_, article, date) / 100;
    }
    return static_cast<std::uint32_t>(weight);
}

void Shelf::open(int day) {
    for (std::size_t product = 0; product < weights_.size(); ++product) {
        weights_[product] = weigh(product, day);
    }
    for (const auto& promotion : history_.promotions) {
        if (day >= promotion.from_day && day < promotion.until_day) {
            auto& weight = weights_[promotion.product];
            weight = weight * promotion.demand_percent / 100;
        }
    }
    std::uint32_t sum = 0;
    for (std::size_t product = 0; product < weights_.size(); ++product) {
        sum += weights_[product];
        cumulative_[product] = sum;
    }
}

std::size_t Shelf::draw(Random& random) const {
    const auto drawn = random.below(total_weight());
    const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), drawn);
    return static_cast<std::size_t>(std::distance(cumulative_.begin(), found));
}

} // namespace retail_mcp::retail::sample
