#include "stock_room.hpp"

#include "prices.hpp"
#include "random.hpp"

#include <algorithm>

namespace retail_mcp::retail::sample {

namespace {

constexpr int review_days = 7;

// A basket holds 2.03 lines of 1.25 pieces on average.
constexpr std::int64_t milli_units_per_transaction = 2540;

constexpr std::int32_t delivery_second = 4 * 3600 + 15 * 60;
constexpr std::int32_t recall_second = delivery_second + 600;
constexpr std::int32_t count_second = 23 * 3600 + 30 * 60;

std::int64_t square_root(std::int64_t value) {
    std::int64_t root = 0;
    while ((root + 1) * (root + 1) <= value) {
        ++root;
    }
    return root;
}

std::int32_t round_up(std::int64_t quantity, int pack) {
    return static_cast<std::int32_t>((quantity + pack - 1) / pack * pack);
}

} // namespace

StockRoom::StockRoom(
    const World& world, std::size_t store, StoreHistory& history, std::uint32_t transactions
)
    : world_{world},
      profile_{world.stores[store]},
      seed_{derive_seed(world.options.seed, "stock", store)},
      history_{history},
      milli_units_per_day_{milli_units_per_transaction * transactions / world.days()} {
    for (const auto& product : history_.products) {
        popularity_ += world_.articles[product.article].popularity;
    }
    for (std::size_t product = 0; product < history_.products.size(); ++product) {
        plan_levels(product);
        if (world_.lives[history_.products[product].article].launch_day == 0) {
            order(product, history_.products[product].maximum_stock, 0);
        }
    }
}

std::int64_t StockRoom::daily_milli_units(std::size_t product, int day) const {
    const auto article = history_.products[product].article;
    const auto season = world_.family_of(article).season[month_index(world_.date(day))];
    return milli_units_per_day_ * world_.articles[article].popularity / popularity_ * season / 100;
}

/// Reorder point = demand over lead time and review plus safety; enough for three weeks on top.
void StockRoom::plan_levels(std::size_t product) {
    auto& levels = history_.products[product];
    const auto& article = world_.articles[levels.article];
    const auto& family = world_.family_of(levels.article);
    const auto daily = milli_units_per_day_ * article.popularity / popularity_;
    const auto exposed = daily * (family.lead_days + review_days) / 1000;
    const auto safety = 2 * square_root(exposed) + 1;
    levels.minimum_stock = static_cast<std::int32_t>(safety);
    levels.reorder_point = static_cast<std::int32_t>(exposed + safety);
    levels.maximum_stock = static_cast<std::int32_t>(
        exposed + safety + std::max<std::int64_t>(family.minimum_order, daily * 21 / 1000)
    );
}

void StockRoom::order(std::size_t product, std::int32_t at_least, int due_day) {
    const auto& family = world_.family_of(history_.products[product].article);
    const auto quantity = round_up(std::max(at_least, family.minimum_order), family.pack_size);
    history_.products[product].on_order += quantity;
    orders_.push_back({due_day, static_cast<std::uint32_t>(product), quantity});
}

bool StockRoom::is_recalled(std::size_t product, int day) const {
    return std::any_of(world_.stories.begin(), world_.stories.end(), [&](const Story& story) {
        return story.kind == StoryKind::stock_out && story.store == profile_.id &&
               story.article == history_.products[product].article &&
               day >= world_.day_of(story.from) && day < world_.day_of(story.until);
    });
}

/// Nothing is ordered any more shortly before an article is given up, nor of dead stock.
bool StockRoom::is_given_up(std::size_t product, int day) const {
    const auto article = history_.products[product].article;
    const auto& life = world_.lives[article];
    if (day < life.launch_day - 1 || (life.end_day < world_.days() && day > life.end_day - 30)) {
        return true;
    }
    return std::any_of(world_.stories.begin(), world_.stories.end(), [&](const Story& story) {
        return story.kind == StoryKind::dead_stock && story.store == profile_.id &&
               story.article == article && day >= world_.day_of(story.from);
    });
}

void StockRoom::review(std::size_t product, int day) {
    const auto& levels = history_.products[product];
    if (is_recalled(product, day) || is_given_up(product, day)) {
        return;
    }
    const auto& family = world_.family_of(levels.article);
    const auto ahead = std::min(day + family.lead_days, world_.days() - 1);
    const auto daily = daily_milli_units(product, ahead);
    const auto exposed = daily * (family.lead_days + review_days) / 1000;
    const auto reorder_point = static_cast<std::int32_t>(exposed) + levels.minimum_stock;
    const auto position = levels.on_hand + levels.on_order;
    if (position > reorder_point) {
        return;
    }
    Random random{derive_seed(seed_, "order", product, static_cast<std::uint64_t>(day))};
    const auto due = day + family.lead_days + static_cast<int>(random.between(-1, 3));
    order(product, reorder_point - position + static_cast<std::int32_t>(daily * 21 / 1000), due);
}

void StockRoom::move(
    MovementKind kind,
    std::size_t product,
    int day,
    std::int32_t second,
    std::int32_t quantity,
    std::string_view reason
) {
    auto& stock = history_.products[product];
    stock.on_hand += quantity;
    Movement movement;
    movement.day = day;
    movement.second = second;
    movement.product = static_cast<std::uint32_t>(product);
    movement.quantity = quantity;
    movement.counted = stock.on_hand;
    movement.unit_cost = regular_price(world_, stock, day).cost;
    movement.kind = kind;
    movement.reason = reason;
    history_.movements.push_back(movement);
}

void StockRoom::deliver(int day) {
    std::vector<Order> open;
    for (auto& order : orders_) {
        if (order.due_day > day) {
            open.push_back(order);
        } else if (is_recalled(order.product, day)) {
            order.due_day = day + 1; // no goods of a recalled article come in
            open.push_back(order);
        } else {
            history_.products[order.product].on_order -= order.quantity;
            move(
                MovementKind::receipt,
                order.product,
                day,
                delivery_second,
                order.quantity,
                day == 0 ? "opening stock" : ""
            );
        }
    }
    orders_ = std::move(open);
}

void StockRoom::play_story(const Story& story, std::size_t product, int day) {
    const auto held = on_hand(product);
    switch (story.kind) {
    case StoryKind::stock_out:
        if (held > 0) {
            move(
                MovementKind::return_to_supplier,
                product,
                day,
                recall_second,
                -held,
                "recalled batch"
            );
        }
        order(product, history_.products[product].maximum_stock, world_.day_of(story.until));
        break;
    case StoryKind::dead_stock:
        if (held < story.percent) {
            move(
                MovementKind::receipt,
                product,
                day,
                delivery_second,
                story.percent - held,
                "bulk offer"
            );
        }
        break;
    case StoryKind::promotion:
        order(
            product, static_cast<std::int32_t>(daily_milli_units(product, day) * 14 * 4 / 1000), day
        );
        break;
    case StoryKind::shrinkage:
        order(product, 3 * story.percent, day);
        break;
    default:
        break;
    }
}

void StockRoom::play_stories(int day) {
    for (const auto& story : world_.stories) {
        if (!story.article || world_.day_of(story.from) != day ||
            (!story.store.empty() && story.store != profile_.id)) {
            continue;
        }
        for (std::size_t product = 0; product < history_.products.size(); ++product) {
            if (history_.products[product].article == *story.article) {
                play_story(story, product, day);
            }
        }
    }
}

void StockRoom::open(int day) {
    play_stories(day);
    deliver(day);
    const auto monday = weekday_index(world_.date(day)) == 0;
    for (std::size_t product = 0; product < history_.products.size(); ++product) {
        const auto launch = world_.lives[history_.products[product].article].launch_day;
        if (launch > 0 && day == launch - 1) {
            order(product, history_.products[product].maximum_stock, launch);
        } else if (monday) {
            review(product, day);
        }
    }
}

void StockRoom::count(std::size_t product, int day, std::int32_t missing) {
    missing = std::min(missing, on_hand(product));
    move(MovementKind::count, product, day, count_second, -missing, "stock count");
}

/// A few shelves are counted every tenth day; mostly the book is right.
void StockRoom::close(int day) {
    for (const auto& story : world_.stories) {
        if (story.kind == StoryKind::shrinkage && story.store == profile_.id &&
            world_.day_of(story.from) == day) {
            for (std::size_t product = 0; product < history_.products.size(); ++product) {
                if (history_.products[product].article == story.article) {
                    count(product, day, story.percent);
                }
            }
        }
    }
    if (day % 10 != 9) {
        return;
    }
    Random random{derive_seed(seed_, "count", static_cast<std::uint64_t>(day))};
    for (int shelf = 0; shelf < 4; ++shelf) {
        const auto product = random.below(static_cast<std::uint32_t>(history_.products.size()));
        const auto missing = random.chance(150) ? 1 : 0;
        const auto last = history_.movements.empty() ? Movement{} : history_.movements.back();
        const auto again =
            last.kind == MovementKind::count && last.day == day && last.product == product;
        if (!again && !is_recalled(product, day)) {
            count(product, day, missing);
        }
    }
}

void StockRoom::sell(std::size_t product, std::int32_t quantity) {
    history_.products[product].on_hand -= quantity;
}

void StockRoom::take_back(
    std::size_t product, std::int32_t quantity, int day, std::int32_t second, bool faulty
) {
    history_.products[product].on_hand += quantity;
    if (faulty || is_recalled(product, day)) {
        move(MovementKind::damage, product, day, second, -quantity, "returned faulty");
    }
}

void StockRoom::settle(int day) {
    for (std::size_t product = 0; product < history_.products.size(); ++product) {
        auto& stock = history_.products[product];
        Random random{derive_seed(seed_, "settle", product)};
        if (stock.on_hand > 2 && random.chance(60)) {
            stock.committed = static_cast<std::int32_t>(random.between(1, 2));
        }
        const auto& life = world_.lives[stock.article];
        if (stock.on_hand == 0 && day < life.end_day && random.chance(400)) {
            stock.backordered = static_cast<std::int32_t>(random.between(1, 3));
        }
    }
}

} // namespace retail_mcp::retail::sample
