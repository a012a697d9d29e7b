#include "customers.hpp"
#include "demand.hpp"
#include "history.hpp"
#include "prices.hpp"
#include "random.hpp"
#include "stock_room.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>
#include <deque>

namespace retail_mcp::retail::sample {

namespace {

// The reference's weights.
constexpr std::array<std::uint32_t, 3> type_weights{90, 7, 3};
constexpr std::array<std::uint32_t, 5> basket_weights{40, 30, 20, 7, 3};
// Credit card, debit card, cash, wallet: 45, 25, 20, 10 over the chain; nobody pays cash online.
constexpr std::array<std::uint32_t, 4> store_payments{43, 25, 26, 6};
constexpr std::array<std::uint32_t, 4> online_payments{50, 24, 0, 26};
constexpr std::array<std::uint32_t, 3> cheap_quantities{62, 25, 13};
constexpr std::array<std::uint32_t, 3> dear_quantities{93, 6, 1};
constexpr std::array<int, 5> discounts{5, 10, 15, 20, 25};

constexpr int return_window_days = 30;

/// Half away from zero.
std::int32_t divide_rounded(std::int64_t value, std::int64_t divisor) {
    const auto half = value < 0 ? -divisor / 2 : divisor / 2;
    return static_cast<std::int32_t>((value + half) / divisor);
}

class StoreSimulation {
public:
    StoreSimulation(
        const World& world, std::size_t store, std::uint32_t customers, std::uint32_t transactions
    )
        : world_{world},
          profile_{world.stores[store]},
          history_{prepare(world, store, customers)},
          plan_{transactions_by_day(world, store, transactions)},
          stock_{world, store, history_, transactions},
          shelf_{world, store, history_},
          clientele_{world, store, history_.customers},
          promotion_price_(history_.products.size(), 0),
          random_{derive_seed(world.options.seed, "sales", store)} {
        history_.sales.reserve(transactions);
        history_.lines.reserve(transactions * 21ULL / 10);
        find_partners();
    }

    StoreHistory run() {
        for (int day = 0; day < world_.days(); ++day) {
            play(day);
        }
        stock_.settle(world_.days());
        return std::move(history_);
    }

private:
    static StoreHistory prepare(const World& world, std::size_t store, std::uint32_t customers);
    void find_partners();
    void play(int day);
    void open_promotions(int day);
    void check_out(int day, std::int32_t second);
    Sale begin(int day, std::int32_t second);
    void finish(Sale sale);
    void fill_basket(Sale& sale, std::size_t pieces);
    void add_line(Sale& sale, std::size_t product);
    std::size_t choose_next(const Sale& sale);
    std::size_t partner_of(std::size_t product);
    bool in_basket(const Sale& sale, std::size_t product) const;
    bool give_back(Sale& sale);
    std::int64_t find_returnable_line(int day);
    ReturnReason draw_reason(std::size_t product);
    void remember_if_faulty(std::size_t line, int day);
    std::size_t sale_of_line(std::size_t line) const;

    const World& world_;
    const StoreProfile& profile_;
    StoreHistory history_;
    std::vector<std::uint32_t> plan_;
    StockRoom stock_;
    Shelf shelf_;
    Clientele clientele_;
    std::vector<std::int32_t> promotion_price_; ///< today's; 0 = none
    Random random_;
    std::vector<std::vector<std::pair<std::size_t, std::uint32_t>>>
        partners_; ///< product, per mille
    std::deque<std::size_t> faulty_lines_;
    std::size_t window_start_ = 0; ///< the first sale that may still be returned
};

StoreHistory
StoreSimulation::prepare(const World& world, std::size_t store, std::uint32_t customers) {
    StoreHistory history;
    history.products = stock_shelves(world, store);
    history.customers = make_customers(world, store, customers);
    history.promotions = plan_promotions(world, store, history.products);
    return history;
}

/// For each product, which ones go with it: the best seller of each partner family, and the
/// partner of a planted affinity.
void StoreSimulation::find_partners() {
    const auto& products = history_.products;
    const auto first_of = [&](auto&& fits) {
        const auto found = std::find_if(products.begin(), products.end(), fits);
        return static_cast<std::size_t>(std::distance(products.begin(), found));
    };
    partners_.resize(products.size());
    for (std::size_t product = 0; product < products.size(); ++product) {
        for (const auto& story : world_.stories) {
            if (story.kind == StoryKind::basket_affinity &&
                story.article == products[product].article) {
                const auto partner =
                    first_of([&](const auto& p) { return p.article == story.partner; });
                partners_[product].emplace_back(
                    partner, static_cast<std::uint32_t>(story.percent) * 10
                );
            }
        }
        for (const auto& other : world_.family_of(products[product].article).goes_with) {
            const auto partner = first_of([&](const auto& p) {
                return world_.family_of(p.article).item == other.first;
            });
            if (partner < products.size()) {
                partners_[product].emplace_back(partner, other.second * 10);
            }
        }
    }
}

void StoreSimulation::play(int day) {
    stock_.open(day);
    open_promotions(day);
    shelf_.open(day);
    while (window_start_ < history_.sales.size() &&
           history_.sales[window_start_].day < day - return_window_days) {
        ++window_start_;
    }
    std::vector<std::int32_t> seconds(plan_[static_cast<std::size_t>(day)]);
    for (auto& second : seconds) {
        second = draw_second(profile_, random_);
    }
    std::sort(seconds.begin(), seconds.end());
    for (const auto second : seconds) {
        check_out(day, second);
    }
    stock_.close(day);
}

void StoreSimulation::open_promotions(int day) {
    for (const auto& promotion : history_.promotions) {
        if (day == promotion.from_day) {
            promotion_price_[promotion.product] = promotion.price;
        } else if (day == promotion.until_day) {
            promotion_price_[promotion.product] = 0;
        }
    }
}

Sale StoreSimulation::begin(int day, std::int32_t second) {
    Sale sale;
    sale.day = day;
    sale.second = second;
    sale.first_line = static_cast<std::uint32_t>(history_.lines.size());
    sale.cashier = static_cast<std::uint8_t>(random_.between(1, 10));
    sale.till = static_cast<std::uint8_t>(random_.between(1, 5));
    sale.payment =
        static_cast<Payment>(random_.pick(profile_.online ? online_payments : store_payments));
    return sale;
}

void StoreSimulation::check_out(int day, std::int32_t second) {
    auto sale = begin(day, second);
    sale.type = static_cast<SaleType>(random_.pick(type_weights));
    const auto pieces = random_.pick(basket_weights) + 1;
    if (sale.type != SaleType::sale && !give_back(sale)) {
        sale.type = SaleType::sale; // nothing was sold lately that could come back
    }
    if (sale.type == SaleType::sale) {
        sale.customer = clientele_.draw(random_, day);
        fill_basket(sale, pieces);
    } else if (sale.type == SaleType::exchange) {
        fill_basket(sale, 1);
    }
    finish(sale);
}

void StoreSimulation::finish(Sale sale) {
    sale.line_count = static_cast<std::uint8_t>(history_.lines.size() - sale.first_line);
    history_.sales.push_back(sale);
}

bool StoreSimulation::in_basket(const Sale& sale, std::size_t product) const {
    return std::any_of(
        history_.lines.begin() + static_cast<std::ptrdiff_t>(sale.first_line),
        history_.lines.end(),
        [&](const SaleLine& line) { return line.product == product; }
    );
}

/// A partner that the customer takes along, or the product itself for none.
std::size_t StoreSimulation::partner_of(std::size_t product) {
    for (const auto& [partner, per_mille] : partners_[product]) {
        if (random_.chance(per_mille) && stock_.on_hand(partner) > 0) {
            return partner;
        }
    }
    return product;
}

/// What the customer reaches for next; sold-out articles are left, after a few disappointments
/// whatever is there is taken.
std::size_t StoreSimulation::choose_next(const Sale& sale) {
    if (history_.lines.size() > sale.first_line) {
        const auto last = history_.lines.back().product;
        const auto partner = partner_of(last);
        if (partner != last && !in_basket(sale, partner)) {
            return partner;
        }
    }
    for (int attempt = 0; attempt < 12; ++attempt) {
        const auto product = shelf_.draw(random_);
        if (stock_.on_hand(product) > 0 && !in_basket(sale, product)) {
            return product;
        }
    }
    const auto count = history_.products.size();
    const auto start = random_.below(static_cast<std::uint32_t>(count));
    for (std::size_t step = 0; step < count; ++step) {
        const auto product = (start + step) % count;
        if (stock_.on_hand(product) > 0 && shelf_.weight(product) > 0 &&
            !in_basket(sale, product)) {
            return product;
        }
    }
    return count; // the store is empty
}

void StoreSimulation::fill_basket(Sale& sale, std::size_t pieces) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        const auto product = choose_next(sale);
        if (product < history_.products.size()) {
            add_line(sale, product);
        }
    }
}

void StoreSimulation::add_line(Sale& sale, std::size_t product) {
    const auto regular = regular_price(world_, history_.products[product], sale.day);
    const auto promotion = promotion_price_[product];
    SaleLine line;
    line.product = static_cast<std::uint32_t>(product);
    line.unit_price = promotion > 0 ? promotion : regular.price;
    line.unit_cost = regular.cost;
    const auto& quantities = line.unit_price < 2000 ? cheap_quantities : dear_quantities;
    line.quantity = static_cast<std::int32_t>(random_.pick(quantities)) + 1;
    line.quantity = std::min(line.quantity, stock_.on_hand(product));
    if (promotion == 0 && random_.chance(200)) {
        line.discount = divide_rounded(line.gross() * discounts[random_.below(5)], 100);
    }
    line.tax = divide_rounded(line.net() * profile_.tax_rate_e6, 1000000);
    stock_.sell(product, line.quantity);
    history_.lines.push_back(line);
    remember_if_faulty(history_.lines.size() - 1, sale.day);
}

void StoreSimulation::remember_if_faulty(std::size_t line, int day) {
    const auto article = history_.products[history_.lines[line].product].article;
    for (const auto& story : world_.stories) {
        if (story.kind == StoryKind::faulty_product && story.article == article &&
            day >= world_.day_of(story.from) &&
            random_.chance(static_cast<std::uint32_t>(story.percent) * 10)) {
            faulty_lines_.push_back(line);
        }
    }
}

std::size_t StoreSimulation::sale_of_line(std::size_t line) const {
    const auto after = std::upper_bound(
        history_.sales.begin(),
        history_.sales.end(),
        line,
        [](std::size_t wanted, const Sale& sale) { return wanted < sale.first_line; }
    );
    return static_cast<std::size_t>(std::distance(history_.sales.begin(), after)) - 1;
}

/// A sold line of the last weeks that has not come back yet; -1 if none was found.
std::int64_t StoreSimulation::find_returnable_line(int day) {
    if (!faulty_lines_.empty() && random_.chance(500)) {
        const auto line = faulty_lines_.front();
        if (line < history_.lines.size() && history_.sales[sale_of_line(line)].day < day) {
            faulty_lines_.pop_front();
            if (!history_.lines[line].was_returned) {
                return static_cast<std::int64_t>(line);
            }
        }
    }
    const auto candidates = static_cast<std::uint32_t>(history_.sales.size() - window_start_);
    for (int attempt = 0; attempt < 12 && candidates > 0; ++attempt) {
        const auto& sale = history_.sales[window_start_ + random_.below(candidates)];
        if (sale.line_count == 0) {
            continue;
        }
        const auto line = sale.first_line + random_.below(sale.line_count);
        if (history_.lines[line].quantity > 0 && !history_.lines[line].was_returned) {
            return line;
        }
    }
    return -1;
}

ReturnReason StoreSimulation::draw_reason(std::size_t product) {
    const auto article = history_.products[product].article;
    for (const auto& story : world_.stories) {
        if (story.kind == StoryKind::faulty_product && story.article == article) {
            return ReturnReason::defective;
        }
    }
    const std::uint32_t sizes = world_.family_of(article).options_are_sizes ? 50 : 0;
    const std::uint32_t transit = profile_.online ? 12 : 0;
    const std::array<std::uint32_t, 5> weights{40, sizes, 18, transit, 14};
    return static_cast<ReturnReason>(random_.pick(weights) + 1);
}

/// Takes one sold line back, by the customer and with the money it was bought with.
bool StoreSimulation::give_back(Sale& sale) {
    const auto index = find_returnable_line(sale.day);
    if (index < 0) {
        return false;
    }
    auto& sold = history_.lines[static_cast<std::size_t>(index)];
    sold.was_returned = true;
    const auto original = sale_of_line(static_cast<std::size_t>(index));
    auto line = sold;
    line.quantity = sold.quantity > 1 && random_.chance(400) ? -1 : -sold.quantity;
    line.discount = divide_rounded(std::int64_t{sold.discount} * line.quantity, sold.quantity);
    line.tax = divide_rounded(std::int64_t{sold.tax} * line.quantity, sold.quantity);
    line.original_sale = static_cast<std::int32_t>(original);
    line.original_line = static_cast<std::int16_t>(index - history_.sales[original].first_line + 1);
    line.reason = draw_reason(line.product);
    sale.customer = history_.sales[original].customer;
    sale.payment = history_.sales[original].payment;
    const auto faulty =
        line.reason == ReturnReason::defective || line.reason == ReturnReason::damaged_in_transit;
    stock_.take_back(line.product, -line.quantity, sale.day, sale.second + 30, faulty);
    history_.lines.push_back(line);
    return true;
}

} // namespace

StoreHistory simulate_store(
    const World& world, std::size_t store, std::uint32_t customers, std::uint32_t transactions
) {
    return StoreSimulation{world, store, customers, transactions}.run();
}

} // namespace retail_mcp::retail::sample
