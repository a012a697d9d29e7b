// What a principal that may not see customers' personal data can work out: every answer about
// groups of customers is an equation over what single customers bought in single months. No
// combination of them gives what fewer than five bought.
#include "support/retail_database.hpp"
#include "support/tool_session.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace retail_mcp::retail {
namespace {

using nlohmann::json;

constexpr std::string_view now = "2026-11-23T18:00:00Z";
constexpr int first_month = 6; // of 2026, until October, the last one that is over
constexpr int months = 5;
constexpr std::array<const char*, 4> tiers{"bronze", "silver", "gold", "platinum"};
constexpr std::size_t smallest = 5;

struct Customer {
    char store = 'a';
    std::string tier;
    std::array<int, months> spent{}; ///< 0: did not come
};

/// Coefficients of the unknowns: what each customer (the last of each store: all who gave no name)
/// spent in each month.
using Equation = std::vector<std::uint64_t>;

/// The equations so far, in echelon form over a large prime field: what does not follow there does
/// not follow from sums and differences either.
class Known {
public:
    void add(Equation equation) {
        if (const std::size_t lead = reduce(equation); lead < equation.size()) {
            rows_[lead] = std::move(equation);
        }
    }

    bool gives(Equation wanted) const { return reduce(wanted) == wanted.size(); }

private:
    static constexpr std::uint64_t prime = 2147483647;

    static std::uint64_t inverse(std::uint64_t value) {
        std::uint64_t result = 1;
        for (std::uint64_t power = prime - 2; power > 0; power >>= 1U) {
            result = power % 2 == 1 ? result * value % prime : result;
            value = value * value % prime;
        }
        return result;
    }

    /// The first place that is left, which is made 1; the size where nothing is left.
    std::size_t reduce(Equation& equation) const {
        std::size_t lead = equation.size();
        for (std::size_t i = 0; i < equation.size(); ++i) {
            const auto row = rows_.find(i);
            if (equation[i] == 0 || (row == rows_.end() && lead < equation.size())) {
                continue;
            }
            const std::uint64_t factor = equation[i];
            if (row == rows_.end()) {
                lead = i;
                const std::uint64_t scale = inverse(factor);
                for (std::uint64_t& value : equation) {
                    value = value * scale % prime;
                }
                continue;
            }
            for (std::size_t k = i; k < equation.size(); ++k) {
                equation[k] = (equation[k] + (prime - factor) * row->second[k]) % prime;
            }
        }
        return lead;
    }

    std::map<std::size_t, Equation> rows_; ///< by the place of their first coefficient
};

/// Two stores, five months, groups of all sizes, many of them small.
class SmallGroups : public ::testing::TestWithParam<unsigned> {
protected:
    SmallGroups() {
        std::mt19937 random{GetParam()};
        for (const char store : {'a', 'b'}) {
            for (const char* tier : tiers) {
                const auto size = static_cast<int>(random() % 9);
                for (int i = 0; i < size; ++i) {
                    Customer customer{store, tier, {}};
                    const auto share = 1 + random() % 3; // of the months they come
                    for (int& spent : customer.spent) {
                        spent = random() % 3 < share ? static_cast<int>(1 + random() % 9999) : 0;
                    }
                    people.push_back(customer);
                }
            }
            if (store == 'a') { // a month in which only three came
                for (std::size_t i = 3; i < people.size(); ++i) {
                    people[i].spent[2] = 0;
                }
                people[0].spent[2] = people[1].spent[2] = people[2].spent[2] = 77;
            }
            people.push_back({store, "", {}}); // all who gave no name
            for (int& spent : people.back().spent) {
                spent = static_cast<int>(1 + random() % 9999);
            }
        }
        load();
        analyst =
            std::make_unique<test::ToolSession>(database.conninfo("tester_pair", "secret"), now);
    }

    void run(const std::string& sql) {
        auto admin = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
        if (const auto done = admin.value().execute(sql); !done) {
            throw std::runtime_error{done.error().message + done.error().detail};
        }
    }

    void load() {
        run("INSERT INTO retail.stores (store_id, store_name, time_zone) VALUES ('a', 'A', 'UTC'), "
            "('b', 'B', 'UTC'); INSERT INTO retail.products (store_id, product_id, sku, "
            "product_name, price) SELECT s, md5(s)::uuid, 'A', 'A', 1 FROM unnest('{a,b}'::text[]) "
            "s; SELECT retail_sec.set_principal('tester_pair', '{a,b}', false, false), "
            "retail_sec.set_principal_password('tester_pair', 'secret')");
        std::string customers;
        std::string receipts;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const Customer& one = people[i];
            const bool named = !one.tier.empty();
            const std::string id = named ? fmt::format("md5('c{}')::uuid", i) : "NULL::uuid";
            if (named) {
                customers += fmt::format(
                    "{}('{}', {}, '{}')", customers.empty() ? "" : ", ", one.store, id, one.tier
                );
            }
            for (int month = 0; month < months; ++month) {
                const int spent = one.spent.at(static_cast<std::size_t>(month));
                if (spent > 0) {
                    receipts += fmt::format(
                        "{}('{}', {}, '2026-{:02}-{:02} 12:00Z'::timestamptz, {})",
                        receipts.empty() ? "" : ", ",
                        one.store,
                        id,
                        first_month + month,
                        1 + i % 28,
                        spent
                    );
                }
            }
        }
        run("INSERT INTO retail.customers (store_id, customer_id, loyalty_tier) VALUES " + customers
        );
        run("CREATE TEMP TABLE r AS SELECT gen_random_uuid() AS id, v.* FROM (VALUES " + receipts +
            ") AS v(store, customer, at, spent); INSERT INTO retail.sales_transactions (store_id, "
            "transaction_id, customer_id, transaction_date, transaction_type, payment_method, "
            "subtotal, total_amount) SELECT store, id, customer, at, 'sale', 'cash', spent, spent "
            "FROM r; INSERT INTO retail.sales_transaction_items (store_id, transaction_id, "
            "product_id, quantity, unit_price, total_price) SELECT store, id, md5(store)::uuid, 1, "
            "spent, spent FROM r");
    }

    template <class Condition>
    Equation of(int from, int to, Condition condition) const {
        Equation equation(people.size() * months, 0);
        for (std::size_t i = 0; i < people.size(); ++i) {
            for (int month = from; condition(people[i]) && month <= to; ++month) {
                const bool came = people[i].spent.at(static_cast<std::size_t>(month)) > 0;
                equation[i * months + static_cast<std::size_t>(month)] = came ? 1 : 0;
            }
        }
        return equation;
    }

    /// Learns the equation from an answer, which must be right.
    void learn(Equation equation, const json& amount) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < equation.size(); ++i) {
            sum += equation[i] == 1 ? people[i / months].spent.at(i % months) : 0;
        }
        EXPECT_EQ(amount.is_null() ? "0.00" : amount.get<std::string>(), fmt::format("{}.00", sum));
        known.add(std::move(equation));
        ++learnt;
    }

    /// The answer, null where it is refused as it may be.
    json ask(const char* tool, json arguments) {
        const auto result = analyst->call(tool, std::move(arguments));
        if (result.error) {
            EXPECT_EQ(result.error->code, ErrorCode::permission_denied) << result.error->message;
            return nullptr;
        }
        return json::parse(result.structured);
    }

    static json period(int from, int to) {
        constexpr std::array last_days{30, 31, 31, 30, 31};
        const int last_day = last_days.at(static_cast<std::size_t>(to));
        return {
            {"from", fmt::format("2026-{:02}-01", first_month + from)},
            {"to", fmt::format("2026-{:02}-{}", first_month + to, last_day)}};
    }

    void learn_sales(int from, int to, const std::string& store, json more) {
        json arguments{{"period", period(from, to)}, {"measures", {"net_sales"}}, {"limit", 200}};
        arguments.update(more);
        const auto wanted = [&](const json& key, const Customer& one) {
            const std::string tier = key.value("loyalty_tier", more.value("loyalty_tier", ""));
            const std::string name = one.tier.empty() ? "(none)" : one.tier;
            const std::string in = key.value("store", store);
            return (in.empty() || in == std::string{one.store}) && (tier.empty() || tier == name);
        };
        if (!store.empty()) {
            arguments["store"] = store;
        }
        const json answer = ask("summarize_sales", arguments);
        if (answer.is_null()) {
            return;
        }
        const auto everybody = [&](const Customer& one) { return wanted(json::object(), one); };
        learn(of(from, to, everybody), answer["totals"]["net_sales"]);
        for (const json& group : answer["groups"]) {
            const json& key = group["key"];
            int first = from;
            int last = to;
            if (key.contains("month")) {
                first = last = std::stoi(key["month"].get<std::string>().substr(5)) - first_month;
            }
            learn(
                of(first, last, [&](const Customer& one) { return wanted(key, one); }),
                group["net_sales"]
            );
        }
    }

    /// All segments together, where all are shown.
    void learn_segments(int from, int to, const std::string& store, const char* analysis) {
        json arguments{{"analysis", analysis}, {"period", period(from, to)}};
        if (!store.empty()) {
            arguments["store"] = store;
        }
        const json answer = ask("segment_customers", arguments);
        if (answer.is_null()) {
            return;
        }
        std::int64_t sum = 0;
        for (const json& segment : answer["segments"]) {
            if (segment["suppressed"] == true) {
                return;
            }
            sum += std::stoll(segment["net_sales"].get<std::string>());
        }
        const bool lapsed = analysis == std::string{"lapsed"};
        const auto counts = [&](const Customer& one) {
            const auto visits = std::count_if(one.spent.begin(), one.spent.end(), [](int spent) {
                return spent > 0;
            });
            return !one.tier.empty() && (store.empty() || store == std::string{one.store}) &&
                   (!lapsed || visits >= 2);
        };
        learn(of(lapsed ? 0 : from, lapsed ? months - 1 : to, counts), fmt::format("{}.00", sum));
    }

    /// What these customers bought must not follow when they are fewer than five.
    template <class Condition>
    void expect_unknown(int from, int to, const std::string& who, Condition condition) {
        std::set<std::size_t> customers;
        const Equation wanted = of(from, to, condition);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (wanted[i] == 1) {
                customers.insert(i / months);
            }
        }
        if (!customers.empty() && customers.size() < smallest) {
            EXPECT_FALSE(known.gives(wanted))
                << customers.size() << ' ' << who << ", months " << from << " to " << to;
            ++tried;
        }
    }

    test::RetailDatabase database;
    std::vector<Customer> people;
    std::unique_ptr<test::ToolSession> analyst;
    Known known;
    int learnt = 0;
    int tried = 0;
};

INSTANTIATE_TEST_SUITE_P(Worlds, SmallGroups, ::testing::Values(2U));

TEST_P(SmallGroups, FollowFromNoSumsAndDifferencesOfAnswers) {
    for (int from = 0; from < months; ++from) {
        for (int to = from; to < months; ++to) {
            for (const char* store : {"", "a", "b"}) {
                learn_sales(from, to, store, {{"group_by", {"loyalty_tier"}}});
                learn_sales(from, to, store, {{"group_by", {"loyalty_tier", "month"}}});
                learn_sales(from, to, store, {{"group_by", {"loyalty_tier", "store"}}});
                for (const char* tier : tiers) {
                    learn_sales(from, to, store, {{"loyalty_tier", tier}});
                }
                learn_segments(from, to, store, "rfm");
                learn_segments(from, to, store, "lapsed");
            }
        }
    }
    for (int from = 0; from < months; ++from) {
        for (int to = from; to < months; ++to) {
            for (const char store : {'a', 'b'}) {
                for (const std::string one : tiers) {
                    for (const std::string other : tiers) {
                        expect_unknown(from, to, one + " or " + other, [&](const Customer& who) {
                            return who.store == store && (who.tier == one || who.tier == other);
                        });
                    }
                }
                expect_unknown(from, to, "named", [&](const Customer& who) {
                    return who.store == store && !who.tier.empty();
                });
            }
        }
    }
    for (const char store : {'a', 'b'}) {
        expect_unknown(0, months - 1, "who came once", [&](const Customer& who) {
            return who.store == store && !who.tier.empty() &&
                   std::count(who.spent.begin(), who.spent.end(), 0) == months - 1;
        });
    }
    EXPECT_GT(learnt, 300);
    EXPECT_GT(tried, 100);
    std::cout << learnt << " equations, " << tried << " small groups tried\n";
}

} // namespace
} // namespace retail_mcp::retail
