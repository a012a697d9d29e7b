// Estimates against the truth that made the data: demand behind empty shelves, the sales they cost,
// classes and quantiles of demand, and pairs in baskets that were planted or are there by chance.
#include "shop.hpp"
#include "till.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace retail_mcp::test {
namespace {

using nlohmann::json;

const Timestamp now = *Timestamp::parse("2026-11-23T18:00:00Z");
const Date today = *Date::parse("2026-11-23");
constexpr int history = 91;

/// The same on every machine.
class Chance {
public:
    explicit Chance(unsigned seed) : generator_{seed} {}

    double uniform() { return static_cast<double>(generator_()) / 4294967296.0; }

    int poisson(double mean) {
        int count = 0;
        for (double p = uniform(); p > std::exp(-mean); p *= uniform()) {
            ++count;
        }
        return count;
    }

private:
    std::mt19937 generator_;
};

json movement(const std::string& sku, int day, const char* hour, const char* kind, int quantity) {
    const std::string date = (today - history + day).to_string();
    return {{"sku", sku}, {"at", date + ' ' + hour + "Z"}, {"kind", kind}, {"quantity", quantity}};
}

void post(const Database& database, const json& movements) {
    database.execute(
        "INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, quantity) "
        "SELECT p.store_id, p.product_id, m.at, m.kind, m.quantity FROM jsonb_to_recordset('" +
        movements.dump() +
        "') AS m(sku text, at timestamptz, kind text, quantity numeric) JOIN retail.products p "
        "USING (sku)"
    );
}

double number(const json& value) {
    return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

const json& line_of(const json& answer, const std::string& sku) {
    return *std::find_if(answer["lines"].begin(), answer["lines"].end(), [&](const json& line) {
        return line["sku"] == sku;
    });
}

/// A store where products are wanted at known rates, and delivered too little and too seldom.
struct EmptyShelves {
    struct Product {
        std::string sku;
        double wanted_a_day = 0;
        int wanted = 0;
        int sold = 0;
        int lost = 0; ///< in the last 30 days, on days that ended without stock
        int empty_days = 0;
    };

    EmptyShelves()
        : database{
              std::string{till_functions} +
                  "SELECT till.store('shop'); SELECT till.product('shop', 'P' || n) FROM "
                  "generate_series(0, 19) n;",
              {{"clerk", {"shop"}}}} {
        Chance chance{7};
        json movements = json::array();
        for (int n = 0; n < 20; ++n) {
            Product product{"P" + std::to_string(n), 1.0 + n * 0.4};
            int stock = 0;
            for (int day = 0; day < history; ++day) {
                if (day % 14 == 0) { // for about eight of fourteen days
                    const int delivery = static_cast<int>(8 * product.wanted_a_day);
                    movements.push_back(movement(product.sku, day, "06:00", "receipt", delivery));
                    stock += delivery;
                }
                const int wanted = chance.poisson(product.wanted_a_day);
                const int sold = std::min(wanted, stock);
                stock -= sold;
                if (sold > 0) {
                    movements.push_back(movement(product.sku, day, "12:00", "sale", -sold));
                }
                product.wanted += wanted;
                product.sold += sold;
                product.empty_days += stock == 0 ? 1 : 0;
                product.lost += stock == 0 && day >= history - 30 ? wanted - sold : 0;
            }
            products.push_back(product);
        }
        post(database, movements);
    }

    FilledDatabase database;
    std::vector<Product> products;
};

EmptyShelves& empty_shelves() {
    static EmptyShelves shop;
    return shop;
}

TEST(DemandBehindEmptyShelves, IsEstimatedCloserThanBySalesADay) {
    EmptyShelves& shop = empty_shelves();
    Clerk clerk{shop.database, "clerk", now};
    json skus = json::array();
    for (const auto& product : shop.products) {
        skus.push_back(product.sku);
    }
    const json plan = clerk.ask("plan_reorders", {{"skus", skus}, {"limit", 200}});
    double error_sum = 0;
    double naive_sum = 0;
    for (const auto& product : shop.products) {
        ASSERT_GT(product.empty_days, history / 5) << product.sku;
        const double estimate = number(line_of(plan, product.sku)["daily_demand"]);
        const double naive = static_cast<double>(product.sold) / history;
        const double error = std::abs(estimate / product.wanted_a_day - 1);
        const double naive_error = std::abs(naive / product.wanted_a_day - 1);
        EXPECT_LT(error, 0.25) << product.sku << ' ' << estimate << " of " << product.wanted_a_day;
        error_sum += error;
        naive_sum += naive_error;
    }
    const auto count = static_cast<double>(shop.products.size());
    std::cout << "mean error " << error_sum / count << ", of sales a day " << naive_sum / count
              << '\n';
    EXPECT_LT(error_sum / count, 0.10);
    EXPECT_LT(error_sum, naive_sum / 2);
}

TEST(LostSales, LieInTheRangeThatIsGiven) {
    EmptyShelves& shop = empty_shelves();
    Clerk clerk{shop.database, "clerk", now};
    const json answer = clerk.ask(
        "analyze_inventory", {{"analysis", "stockouts"}, {"period", "last 30 days"}, {"limit", 200}}
    );
    int within = 0;
    double lost = 0;
    double estimated = 0;
    for (const auto& product : shop.products) {
        const json& line = line_of(answer, product.sku);
        lost += product.lost;
        estimated += number(line["lost_units"]);
        // the range is one standard deviation to either side, doubled here: 95 % of all
        const double middle = number(line["lost_units"]);
        const double width = 2 * (number(line["lost_units_high"]) - middle);
        within += std::abs(product.lost - middle) <= width ? 1 : 0;
    }
    std::cout << "lost " << lost << ", estimated " << estimated << ", " << within << " within\n";
    EXPECT_NEAR(estimated / lost, 1, 0.15);
    EXPECT_GE(within, 17); // of 20
}

// ---- classes of demand -------------------------------------------------------------------------

/// What each product sells on day `day`.
const std::map<std::string, int (*)(int day)> patterns{
    {"SMOOTH", [](int day) { return 4 + day % 3; }},
    {"ERRATIC", [](int day) { return day % 4 == 0 ? 12 : 1; }},
    {"INTERMITTENT", [](int day) { return day % 5 == 0 ? 3 + day % 2 : 0; }},
    {"LUMPY", [](int day) { return day % 6 == 0 ? (day % 4 == 0 ? 17 : 1) : 0; }},
    {"RARE", [](int day) { return day % 15 == 0 ? 1 : 0; }}};

TEST(DemandClasses, FollowIntervalAndSizeAndDecideTheSafetyStock) {
    const FilledDatabase database{
        std::string{till_functions} +
            "SELECT till.store('shop'); SELECT till.product('shop', sku) FROM "
            "unnest('{SMOOTH,ERRATIC,INTERMITTENT,LUMPY,RARE}'::text[]) sku; UPDATE "
            "retail.products SET lead_time_days = 9;",
        {{"clerk", {"shop"}}}};
    json movements = json::array();
    for (const auto& [sku, sold_on] : patterns) {
        movements.push_back(movement(sku, 0, "06:00", "receipt", 2000));
        for (int day = 0; day < history; ++day) {
            if (const int sold = sold_on(day); sold > 0) {
                movements.push_back(movement(sku, day, "12:00", "sale", -sold));
            }
        }
    }
    post(database, movements);
    Clerk clerk{database, "clerk", now};
    const json plan = clerk.ask(
        "plan_reorders", {{"skus", {"SMOOTH", "ERRATIC", "INTERMITTENT", "LUMPY", "RARE"}}}
    );
    EXPECT_EQ(line_of(plan, "SMOOTH")["demand_class"], "smooth");
    EXPECT_EQ(line_of(plan, "ERRATIC")["demand_class"], "erratic");
    EXPECT_EQ(line_of(plan, "INTERMITTENT")["demand_class"], "intermittent");
    EXPECT_EQ(line_of(plan, "LUMPY")["demand_class"], "lumpy");
    EXPECT_EQ(line_of(plan, "RARE")["demand_class"], "insufficient_history");
    // 9 days of delivery and 7 to the next order: of all runs of 16 days, what 95 % need at most
    for (const std::string sku : {"INTERMITTENT", "LUMPY"}) {
        std::vector<int> sums;
        for (int first = 0; first + 16 <= history; ++first) {
            int sum = 0;
            for (int day = first; day < first + 16; ++day) {
                sum += patterns.at(sku)(day);
            }
            sums.push_back(sum);
        }
        std::sort(sums.begin(), sums.end());
        const auto rank =
            static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(sums.size())));
        const json& line = line_of(plan, sku);
        EXPECT_EQ(number(line["target"]), sums[rank - 1]) << sku;
        EXPECT_NEAR(
            number(line["safety_stock"]), sums[rank - 1] - number(line["daily_demand"]) * 16, 0.011
        );
    }
    // every assumption stands beside the line
    for (const char* assumption :
         {"lead_time_days",
          "lead_time_assumed",
          "review_days",
          "service_level",
          "z",
          "sigma",
          "in_stock_days",
          "demand_days",
          "pack_size",
          "minimum_order_quantity",
          "position"}) {
        EXPECT_TRUE(line_of(plan, "SMOOTH").contains(assumption)) << assumption;
    }
}

// ---- baskets -----------------------------------------------------------------------------------

/// 2,000 receipts over 40 products, each in a basket with a probability of its own; whoever takes
/// P0 also takes P1 with the probability `rule` (P1's own without a rule).
FilledDatabase baskets(unsigned seed, double rule) {
    Chance chance{seed};
    json lines = json::array();
    for (int receipt = 0; receipt < 2000; ++receipt) {
        bool has_first = false;
        for (int product = 0; product < 40; ++product) {
            const double own = 0.02 + 0.004 * (product % 20);
            const bool taken = chance.uniform() < (product == 1 && has_first ? rule : own);
            has_first = has_first || (product == 0 && taken);
            if (taken) {
                lines.push_back({receipt, product});
            }
        }
    }
    return FilledDatabase{
        std::string{till_functions} +
            "SELECT till.store('shop'); SELECT till.product('shop', 'P' || n) FROM "
            "generate_series(0, 39) n;"
            "CREATE TEMP TABLE line AS SELECT (l ->> 0)::integer AS receipt, 'P' || (l ->> 1) AS "
            "sku FROM jsonb_array_elements('" +
            lines.dump() +
            "') l;"
            "INSERT INTO retail.sales_transactions (store_id, transaction_id, transaction_date, "
            "subtotal, total_amount) SELECT DISTINCT 'shop', "
            "('00000000-0000-4000-8000-' || lpad(receipt::text, 12, '0'))::uuid, '2026-10-05 "
            "12:00Z'::timestamptz, 1, 1 FROM line;"
            "INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, "
            "product_id, quantity, unit_price, total_price) SELECT 'shop', "
            "('00000000-0000-4000-8000-' || lpad(receipt::text, 12, '0'))::uuid, row_number() "
            "OVER (PARTITION BY receipt), product_id, 1, 10, 10 FROM line JOIN retail.products "
            "USING (sku);",
        {{"clerk", {"shop"}}}};
}

/// For each product, its partners that are called significant.
std::map<std::string, std::vector<std::string>> rules_in(const Database& database) {
    Clerk clerk{database, "clerk", now};
    std::map<std::string, std::vector<std::string>> rules;
    for (int product = 0; product < 40; ++product) {
        const std::string sku = "P" + std::to_string(product);
        const json answer = clerk.ask("analyze_baskets", {{"sku", sku}, {"limit", 200}});
        for (const json& pair : answer["pairs"]) {
            if (pair["significant"] == true) {
                rules[sku].push_back(pair["partner_sku"]);
            }
        }
    }
    return rules;
}

TEST(Baskets, ChanceGivesRulesToNoMoreThanTheAcceptedShareOfQuestions) {
    const FilledDatabase database = baskets(11, 0.024); // P1's own probability: no rule
    const auto rules = rules_in(database);
    EXPECT_LE(rules.size(), 2U) << json(rules).dump(); // 5 % of 40 questions
}

TEST(Baskets, APlantedRuleIsFoundFromEitherSide) {
    const FilledDatabase database = baskets(11, 0.6);
    const auto rules = rules_in(database);
    ASSERT_TRUE(rules.contains("P0") && rules.contains("P1")) << json(rules).dump();
    EXPECT_EQ(rules.at("P0"), std::vector<std::string>{"P1"});
    EXPECT_EQ(rules.at("P1"), std::vector<std::string>{"P0"});
    Clerk clerk{database, "clerk", now};
    const json best = clerk.ask("analyze_baskets", {{"sku", "P0"}})["pairs"][0];
    EXPECT_EQ(best["partner_sku"], "P1");
    EXPECT_NEAR(number(best["confidence"]), 0.6, 0.15);
    EXPECT_TRUE(best.contains("partner_on_hand")); // in stock or not
}

} // namespace
} // namespace retail_mcp::test
