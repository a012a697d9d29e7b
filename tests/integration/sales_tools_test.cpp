// The tools over receipts, baskets, customers and changes of sales: hand-worked figures on a small
// shop, expected values from plain SQL on the sample shops.
#include "support/retail_database.hpp"
#include "support/tool_session.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <set>
#include <stdexcept>

namespace retail_mcp::retail {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view now = "2026-11-23T18:00:00Z";

db::AdminConnection connect(const test::Database& database) {
    auto opened = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    if (!opened) {
        throw std::runtime_error{opened.error().message};
    }
    return std::move(*opened);
}

// ---- a shop small enough to be worked out by hand -------------------------------------------

/// Two principals of one store that is empty but for what a test puts in.
class SmallShop : public ::testing::Test {
protected:
    void SetUp() override {
        run(R"(
            INSERT INTO retail.stores (store_id, store_name, time_zone) VALUES ('corner', 'Corner shop', 'UTC');
            INSERT INTO retail.product_categories (category_id, category_name, parent_category_id)
            VALUES (1, 'Garden', NULL), (2, 'Pots', 1), (3, 'Books', NULL);
            INSERT INTO retail.products (store_id, product_id, sku, product_name, brand, price, category_id)
            SELECT 'corner', format('00000000-0000-4000-8000-0000000000%s', n)::uuid, sku, 'Product ' || sku, brand, price, category
              FROM (VALUES (10, 'A', 'Leaf', 10, 2), (11, 'B', 'Leaf', 30, 2), (12, 'C', 'Fern', 5, 3), (13, 'D', 'Fern', 8, 3)) AS p(n, sku, brand, price, category);)"
        );
        for (const std::string principal : {"tester_manager", "tester_analyst"}) {
            const auto rights = principal == "tester_manager" ? "true, true)" : "false, false)";
            run("SELECT retail_sec.set_principal('" + principal + "', '{corner}', " + rights);
            run("SELECT retail_sec.set_principal_password('" + principal + "', 'secret')");
        }
        manager =
            std::make_unique<test::ToolSession>(database.conninfo("tester_manager", "secret"), now);
        analyst =
            std::make_unique<test::ToolSession>(database.conninfo("tester_analyst", "secret"), now);
    }

    void run(std::string_view sql) {
        if (const auto done = admin.execute(sql); !done) {
            throw std::runtime_error{done.error().message};
        }
    }

    /// A receipt of one line; returns are negative.
    void sell(
        std::string_view date,
        char sku,
        int quantity,
        std::string_view price,
        std::string_view discount = "0",
        std::string_view customer = ""
    ) {
        sell_together(date, std::string{sku}, quantity, price, discount, customer);
    }

    /// One receipt with a line for each SKU.
    void sell_together(
        std::string_view date,
        const std::string& skus,
        int quantity,
        std::string_view price,
        std::string_view discount = "0",
        std::string_view customer = ""
    ) {
        const auto number = std::to_string(++receipts);
        const auto id = "00000000-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
        const auto type = quantity < 0 ? "return" : "sale";
        const std::string sum = "(" + std::to_string(quantity) + " * " + std::string{price} +
                                " - " + std::string{discount} + ")";
        run("INSERT INTO retail.sales_transactions (store_id, transaction_id, receipt_number, "
            "transaction_date, transaction_type, payment_method, customer_id, subtotal, "
            "discount_amount, total_amount) VALUES ('corner', '" +
            id + "', 'R" + std::to_string(receipts) + "', '" + std::string{date} + " 12:00+00', '" +
            type + "', 'cash', " + (customer.empty() ? "NULL" : "'" + std::string{customer} + "'") +
            ", " + std::to_string(skus.size()) + " * " + sum + ", " + std::to_string(skus.size()) +
            " * " + std::string{discount} + ", " + std::to_string(skus.size()) + " * " + sum + ")");
        for (const char sku : skus) {
            run("INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, "
                "quantity, unit_price, discount_amount, total_price) SELECT 'corner', '" +
                id + "', product_id, " + std::to_string(quantity) + ", " + std::string{price} +
                ", " + std::string{discount} + ", " + sum + " FROM retail.products WHERE sku = '" +
                sku + "'");
        }
    }

    /// Goods, so that nothing is out of stock.
    void stock_up() {
        run("INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, "
            "quantity) SELECT store_id, product_id, '2026-01-01', 'receipt', 100000 FROM "
            "retail.products");
    }

    json explain(json more = json::object()) {
        json arguments{
            {"period", {{"from", "2026-02-01"}, {"to", "2026-02-28"}}},
            {"compare_to", {{"from", "2026-01-04"}, {"to", "2026-01-31"}}}};
        arguments.update(more);
        return manager->ask("explain_sales_change", arguments);
    }

    static std::map<std::string, std::string> parts(const json& answer) {
        std::map<std::string, std::string> found;
        for (const auto& part : answer.at("parts")) {
            found[part.at("part")] = part.at("amount");
        }
        return found;
    }

    test::RetailDatabase database;
    db::AdminConnection admin = connect(database);
    std::unique_ptr<test::ToolSession> manager;
    std::unique_ptr<test::ToolSession> analyst;
    int receipts = 0;
};

TEST_F(SmallShop, SplitsAChangeOfPriceAndVolume) {
    stock_up(); // 100 pieces at 10, then 130 at 9: price -130, volume +300
    sell("2026-01-10", 'A', 100, "10");
    sell("2026-02-10", 'A', 130, "9");
    const auto answer = explain();
    auto found = parts(answer);
    EXPECT_EQ(found["price"], "-130.00");
    EXPECT_EQ(found["volume"], "300.00");
    EXPECT_EQ(found["mix"], "0.00");
    EXPECT_EQ(answer["change"]["before"], "1000.00");
    EXPECT_EQ(answer["change"]["after"], "1170.00");
    EXPECT_EQ(answer["change"]["absolute"], "170.00");
    EXPECT_EQ(answer["change"]["share"], 0.17);
}

TEST_F(SmallShop, SplitsAChangeOfMix) {
    stock_up(); // 100@10 and 50@30, then 120@10 and 30@32: volume 0, mix -400, price +60
    sell("2026-01-10", 'A', 100, "10");
    sell("2026-01-11", 'B', 50, "30");
    sell("2026-02-10", 'A', 120, "10");
    sell("2026-02-11", 'B', 30, "32");
    auto found = parts(explain());
    EXPECT_EQ(found["price"], "60.00");
    EXPECT_EQ(found["volume"], "0.00");
    EXPECT_EQ(found["mix"], "-400.00");
}

TEST_F(SmallShop, KeepsNewDiscontinuedDiscountedAndReturnedApart) {
    stock_up();
    sell("2026-01-10", 'A', 10, "10");
    sell("2026-01-11", 'B', 2, "30"); // not sold any more
    sell("2026-02-10", 'A', 10, "10", "7.50");
    sell("2026-02-11", 'C', 4, "5"); // new
    sell("2026-02-12", 'A', -1, "10");
    const auto answer = explain();
    auto found = parts(answer);
    EXPECT_EQ(found["new"], "20.00");
    EXPECT_EQ(found["discontinued"], "-60.00");
    EXPECT_EQ(found["discounts"], "-7.50");
    EXPECT_EQ(found["returns"], "-10.00");
    EXPECT_EQ(answer["change"]["absolute"], "-57.50");
}

TEST_F(SmallShop, CallsAPromotionsLowerPriceAPromotionNotAPriceCut) {
    stock_up();
    run("INSERT INTO retail.promotions (store_id, sku, valid_from, valid_to, price) VALUES "
        "('corner', 'A', '2026-02-10', '2026-02-16', 8)");
    sell("2026-01-10", 'A', 10, "10");
    sell("2026-02-05", 'A', 10, "10");
    sell("2026-02-12", 'A', 20, "8");
    auto found = parts(explain());
    EXPECT_EQ(found["price"], "0.00");
    EXPECT_EQ(found["volume"], "200.00");
    EXPECT_EQ(found["promotion"], "-40.00");
}

TEST_F(SmallShop, PutsTheSalesLostWithoutStockApartFromTheVolume) {
    // January: 28 pieces on 28 days. February: 14 on the first 14 days, then the shelf is empty for
    // 14 whole days, at one piece a day: 14 pieces lost at 10.
    run("INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, quantity) "
        "SELECT store_id, product_id, '2026-01-01', 'receipt', 42 FROM retail.products WHERE sku = "
        "'A'");
    sell("2026-01-10", 'A', 28, "10");
    sell("2026-02-14", 'A', 14, "10");
    const auto answer = explain();
    auto found = parts(answer);
    EXPECT_EQ(found["stock_outs"], "-140.00");
    EXPECT_EQ(found["volume"], "0.00");
    EXPECT_EQ(answer["products"][0]["out_days_after"], 14);
    EXPECT_EQ(answer["products"][0]["out_days_before"], 0);
}

TEST_F(SmallShop, NamesWhatItCannotTellWithoutStockOrPromotions) {
    // Counted in February only: whether the shelf was empty before is not known.
    sell("2026-01-10", 'A', 28, "10");
    sell("2026-02-14", 'A', 14, "10");
    const auto stock_comes = [this](const char* day) {
        run(std::string{"INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, "
                        "kind, quantity) SELECT store_id, product_id, '"} +
            day + "', 'receipt', 28 FROM retail.products WHERE sku = 'A'");
    };
    stock_comes("2026-02-20");
    const auto blind = explain();
    auto found = parts(blind);
    EXPECT_EQ(found["stock_outs"], "0.00");
    EXPECT_EQ(found["volume"], "-140.00");
    EXPECT_EQ(blind["products"][0]["out_days_after"], 0);
    ASSERT_EQ(blind["missing"].size(), 2U);
    EXPECT_THAT(
        blind["missing"][0].get<std::string>(),
        testing::AllOf(
            HasSubstr("store corner is known from 2026-02-20 on only"),
            HasSubstr("stock_outs is not told"),
            HasSubstr("whose as_of is 2026-01-04 or earlier")
        )
    );
    EXPECT_THAT(blind["missing"][1].get<std::string>(), HasSubstr("No promotion is recorded"));
    stock_comes("2026-01-04"); // what was there when January's days began
    run("INSERT INTO retail.promotions (store_id, sku, promotion_name, valid_from, valid_to, "
        "price) VALUES ('corner', 'B', 'Sale', '2025-01-01', '2025-01-02', 1)");
    const auto known = explain();
    EXPECT_FALSE(known.contains("missing"));
    EXPECT_NE(parts(known)["stock_outs"], "0.00");
}

TEST_F(SmallShop, FollowsWhatCameBackToTheSaleItIsOf) {
    // September sells 1,000 of A in two lines and 250 of C; of A 30 come back in October, as does
    // something that names no receipt. October sells 500.
    sell_together("2026-09-10", "AA", 50, "10");
    sell("2026-09-10", 'C', 50, "5");
    sell("2026-10-01", 'A', 50, "10");
    sell("2026-10-05", 'A', -2, "10");
    sell("2026-10-06", 'A', -1, "10");
    sell("2026-10-07", 'A', -1, "10");
    const std::string sale = "original_transaction_id = '00000000-0000-4000-8000-000000000001'";
    run("UPDATE retail.sales_transaction_items SET " + sale + " WHERE quantity = -2");
    run("UPDATE retail.sales_transaction_items SET " + sale +
        ", original_line = 2 WHERE quantity = -1 AND business_date = '2026-10-06'");
    json question{
        {"period", {{"from", "2026-09-01"}, {"to", "2026-10-31"}}},
        {"measures", {"cohort_return_rate", "return_rate"}},
        {"group_by", {"month"}}};
    const auto both = manager->ask("summarize_sales", question);
    EXPECT_EQ(both["metrics"][0], "cohort_return_rate");
    EXPECT_EQ(both["groups"][0]["cohort_return_rate"], 0.024); // 30 / 1,250
    EXPECT_EQ(both["groups"][0]["return_rate"], 0);
    EXPECT_EQ(both["groups"][1]["cohort_return_rate"], 0);
    EXPECT_EQ(both["groups"][1]["return_rate"], 0.08);         // 40 / 500
    EXPECT_EQ(both["totals"]["cohort_return_rate"], 0.017143); // 30 / 1,750
    question["sku"] = "A";
    EXPECT_EQ(manager->ask("summarize_sales", question)["groups"][0]["cohort_return_rate"], 0.03);
    question["period"] = {{"from", "2026-10-07"}, {"to", "2026-10-31"}}; // a return and no sale
    EXPECT_TRUE(manager->ask("summarize_sales", question)["totals"]["cohort_return_rate"].is_null()
    );
}

TEST_F(SmallShop, TellsAFilterThatIsNothingFromSalesOfNothing) {
    sell("2026-10-05", 'A', 1, "10");
    const auto october = [](json more) {
        json arguments{{"period", {{"from", "2026-10-01"}, {"to", "2026-10-31"}}}};
        arguments.update(more);
        return arguments;
    };
    const auto refusal = [&](json more) {
        return manager->refusal("summarize_sales", october(std::move(more)));
    };
    EXPECT_EQ(refusal({{"payment_method", "card"}}), ErrorCode::invalid_arguments);
    EXPECT_EQ(refusal({{"transaction_type", "gift"}}), ErrorCode::invalid_arguments);
    EXPECT_EQ(refusal({{"sku", "Z"}}), ErrorCode::unknown_sku);
    const auto sales = [&](json more) {
        return manager->ask("summarize_sales", october(std::move(more)))["totals"]["net_sales"];
    };
    EXPECT_EQ(sales({{"payment_method", "cash"}}), "10.00");
    EXPECT_EQ(sales({{"payment_method", "cash"}, {"sku", "B"}}), "0.00");
    EXPECT_EQ(sales({{"transaction_type", "return"}}), "0.00");
    // where nothing was paid at all, no way to pay is wrong
    EXPECT_EQ(sales({{"payment_method", "card"}, {"period", "2025-10"}}), "0.00");
}

TEST_F(SmallShop, CountsCustomersWhoOrderedAgain) {
    run(R"(INSERT INTO retail.customers (store_id, customer_id, first_name) SELECT 'corner', format('10000000-0000-4000-8000-0000000000%s', n)::uuid, 'N' FROM generate_series(10, 22) n)"
    );
    const auto order = [this](int customer, int pieces) {
        sell(
            pieces > 0 ? "2026-08-10" : "2026-09-10",
            'A',
            pieces,
            "10",
            "0",
            "10000000-0000-4000-8000-0000000000" + std::to_string(customer)
        );
    };
    for (int n = 10; n <= 19; ++n) {
        order(n, 3);
    }
    for (int n = 10; n <= 13; ++n) {
        order(n, 1);
    }
    const json rfm{{"analysis", "rfm"}};
    EXPECT_FALSE(analyst->ask("segment_customers", rfm).contains("repeat_purchase_rate"));
    order(19, -1); // what is given back is no order
    const auto seen = manager->ask("segment_customers", rfm);
    EXPECT_EQ(seen["repeat_purchase_rate"], 0.4);
    EXPECT_EQ(seen["metrics"].back(), "repeat_purchase_rate");
    order(14, 1);
    EXPECT_EQ(manager->ask("segment_customers", rfm)["repeat_purchase_rate"], 0.5);
}

TEST_F(SmallShop, FiltersTheChangeByCategoryWithAllBelowAndByBrand) {
    stock_up();
    sell("2026-02-10", 'A', 1, "10");
    sell("2026-02-10", 'C', 1, "5");
    EXPECT_EQ(explain({{"category", "garden"}})["change"]["absolute"], "10.00");
    EXPECT_EQ(explain({{"category", "Garden > Pots"}})["change"]["absolute"], "10.00");
    EXPECT_EQ(explain({{"brand", "Fern"}})["change"]["absolute"], "5.00");
    EXPECT_EQ(
        manager->refusal(
            "explain_sales_change",
            {{"period", "last month"}, {"compare_to", "previous_period"}, {"category", "Gardn"}}
        ),
        ErrorCode::unknown_category
    );
}

TEST_F(SmallShop, ExplainsAChangeOfNothingAsNothing) {
    const auto answer = explain();
    EXPECT_EQ(answer["change"]["absolute"], "0.00");
    EXPECT_TRUE(answer["change"]["share"].is_null());
    EXPECT_THAT(answer["products"], IsEmpty());
    EXPECT_THAT(answer["parts"], IsEmpty());
}

TEST_F(SmallShop, FindsSupportConfidenceLiftAndSignificanceOfAPair) {
    // 100 receipts: 20 with A, 16 with C, 8 with both.
    for (int i = 0; i < 8; ++i) {
        sell_together("2026-10-01", "AC", 1, "10");
    }
    for (int i = 0; i < 12; ++i) {
        sell("2026-10-02", 'A', 1, "10");
    }
    for (int i = 0; i < 8; ++i) {
        sell("2026-10-03", 'C', 2, "5");
    }
    for (int i = 0; i < 72; ++i) {
        sell("2026-10-04", 'D', 1, "8");
    }
    sell("2026-10-05", 'A', -1, "10"); // a return is no basket
    const auto answer = manager->ask(
        "analyze_baskets",
        {{"sku", "A"}, {"period", {{"from", "2026-10-01"}, {"to", "2026-10-31"}}}}
    );
    EXPECT_EQ(answer["baskets"], 100);
    ASSERT_EQ(answer["pairs"].size(), 1U);
    const auto& pair = answer["pairs"][0];
    EXPECT_EQ(pair["partner_sku"], "C");
    EXPECT_EQ(pair["baskets_with"], 20);
    EXPECT_EQ(pair["baskets_with_partner"], 16);
    EXPECT_EQ(pair["support"], 0.08);
    EXPECT_EQ(pair["confidence"], 0.4);
    EXPECT_EQ(pair["lift"], "2.5000");
    // 100 (8 * 72 - 12 * 8)^2 / (20 * 80 * 16 * 84) = 10.71
    EXPECT_EQ(pair["chi_square"], "10.71");
    EXPECT_EQ(pair["significant"], true);
}

TEST_F(SmallShop, ListsReceiptsNewestFirstInPagesThatJoinToTheWhole) {
    for (int day = 10; day < 20; ++day) {
        sell("2026-10-" + std::to_string(day), 'A', 1, "10");
        sell("2026-10-" + std::to_string(day), 'C', 2, "5");
    }
    const auto whole = manager->ask("list_transactions", {{"limit", 200}});
    ASSERT_EQ(whole["transactions"].size(), 20U);
    EXPECT_EQ(whole["truncated"], false);
    json pages = json::array();
    json arguments{{"limit", 7}};
    for (;;) {
        const auto page = manager->ask("list_transactions", arguments);
        pages.insert(pages.end(), page["transactions"].begin(), page["transactions"].end());
        if (page["next_cursor"].is_null()) {
            break;
        }
        arguments["cursor"] = page["next_cursor"];
    }
    EXPECT_EQ(pages, whole["transactions"]);
    EXPECT_EQ(manager->ask("list_transactions", {{"sku", "C"}})["transactions"].size(), 10U);
    EXPECT_EQ(
        manager
            ->ask(
                "list_transactions", {{"period", {{"from", "2026-10-12"}, {"to", "2026-10-13"}}}}
            )["transactions"]
            .size(),
        4U
    );
    EXPECT_EQ(manager->refusal("list_transactions", {{"sku", "Z9"}}), ErrorCode::unknown_sku);
    EXPECT_EQ(
        manager->refusal("list_transactions", {{"cursor", "AAAA"}}), ErrorCode::invalid_cursor
    );
}

TEST_F(SmallShop, ShowsAReceiptWithWhatCameBackOfIt) {
    sell("2026-10-01", 'A', 3, "10", "1.50");
    sell("2026-10-05", 'A', -1, "10", "-0.50");
    run("UPDATE retail.sales_transaction_items SET original_transaction_id = "
        "'00000000-0000-4000-8000-000000000001', original_line = 1, return_reason = 'defective' "
        "WHERE quantity < 0");
    const auto answer = manager->ask("get_transaction", {{"receipt_number", "R1"}});
    EXPECT_EQ(answer["transaction"]["total_amount"], "28.50");
    EXPECT_EQ(answer["items"][0]["quantity"], 3);
    EXPECT_EQ(answer["items"][0]["returned_quantity"], 1);
    EXPECT_EQ(answer["returns"][0]["receipt_number"], "R2");
    EXPECT_EQ(answer["returns"][0]["amount"], "9.50");
    const auto back = manager->ask(
        "get_transaction", {{"transaction_id", answer["returns"][0]["transaction_id"]}}
    );
    EXPECT_EQ(back["items"][0]["original_receipt_number"], "R1");
    EXPECT_EQ(manager->refusal("get_transaction", json::object()), ErrorCode::invalid_arguments);
    EXPECT_EQ(
        manager->refusal("get_transaction", {{"receipt_number", "R99"}}),
        ErrorCode::unknown_transaction
    );
}

TEST_F(SmallShop, HidesGroupsOfFewerThanFiveFromWhoMayNotSeePersonalData) {
    run(R"(INSERT INTO retail.customers (store_id, customer_id, first_name) SELECT 'corner', format('10000000-0000-4000-8000-00000000000%s', n)::uuid, 'N' FROM generate_series(1, 6) n)"
    );
    const auto customer = [](int n) {
        return "10000000-0000-4000-8000-00000000000" + std::to_string(n);
    };
    for (int n = 1; n <= 5; ++n) {
        sell("2026-08-10", 'A', 1, "10", "0", customer(n));
    }
    sell("2026-09-10", 'A', 1, "10", "0", customer(6));
    sell("2026-09-11", 'A', 1, "10", "0", customer(1));
    sell("2026-11-11", 'A', 1, "10", "0", customer(1)); // a month that is not over does not count
    const json arguments{
        {"analysis", "cohorts"}, {"period", {{"from", "2026-08-01"}, {"to", "2026-10-31"}}}};
    const auto seen = manager->ask("segment_customers", arguments)["segments"];
    EXPECT_EQ(seen[0]["segment"], "2026-08");
    EXPECT_EQ(seen[0]["customers"], 5);
    EXPECT_EQ(seen[0]["retention"], json::parse("[1, 0.2, 0]"));
    EXPECT_EQ(seen[1]["customers"], 1);
    // The one of September would follow from all without August's: so August is withheld, too.
    const auto hidden = analyst->ask("segment_customers", arguments)["segments"];
    for (const json& segment : hidden) {
        EXPECT_EQ(segment["suppressed"], true);
        EXPECT_TRUE(segment["customers"].is_null());
        EXPECT_THAT(segment["retention"], IsEmpty());
    }
    // With a third cohort only what has to be is; in it, fewer than five who came back are no
    // share.
    for (int n = 1; n <= 7; ++n) {
        run("INSERT INTO retail.customers (store_id, customer_id, first_name) VALUES ('corner', "
            "'10000000-0000-4000-8000-00000000002" +
            std::to_string(n) + "', 'N')");
        const std::string of_july = "10000000-0000-4000-8000-00000000002" + std::to_string(n);
        sell("2026-07-10", 'A', 1, "10", "0", of_july);
        if (n <= 5) {
            sell("2026-08-11", 'A', 1, "10", "0", of_july);
        }
        if (n <= 2) {
            sell("2026-09-12", 'A', 1, "10", "0", of_july);
        }
    }
    const json longer{
        {"analysis", "cohorts"}, {"period", {{"from", "2026-07-01"}, {"to", "2026-10-31"}}}};
    const auto july = analyst->ask("segment_customers", longer)["segments"][0];
    EXPECT_EQ(july["customers"], 7);
    EXPECT_EQ(july["retention"], json::parse("[1, 0.7143, null, 0]"));
}

TEST_F(SmallShop, GroupsOfCustomersAreAboutWholeMonthsWithoutPersonalData) {
    sell("2026-10-01", 'A', 1, "10");
    for (const json& period :
         {json("last 90 days"),
          json("this month"),
          json{{"from", "2026-09-02"}, {"to", "2026-09-30"}},
          json{{"from", "2026-09-01"}, {"to", "2026-09-29"}}}) {
        EXPECT_EQ(
            analyst->refusal("segment_customers", {{"analysis", "rfm"}, {"period", period}}),
            ErrorCode::permission_denied
        );
        EXPECT_EQ(
            analyst->refusal(
                "summarize_sales", {{"period", period}, {"group_by", {"loyalty_tier"}}}
            ),
            ErrorCode::permission_denied
        );
        manager->ask("summarize_sales", {{"period", period}, {"group_by", {"loyalty_tier"}}});
    }
}

/// Tiers in the groups of an answer, in alphabetical order.
std::string tiers_of(const json& answer) {
    std::set<std::string> tiers;
    for (const json& group : answer["groups"]) {
        tiers.insert(group["key"]["loyalty_tier"].get<std::string>());
    }
    std::string text;
    for (const std::string& tier : tiers) {
        text += (text.empty() ? "" : " ") + tier;
    }
    return text;
}

// Six of bronze, six of silver and seven of gold come in September and October; platinum's one
// customer comes in October only.
TEST_F(SmallShop, TellsNoTierFromWhichASingleCustomerFollows) {
    run(R"(INSERT INTO retail.customers (store_id, customer_id, loyalty_tier) SELECT 'corner', format('10000000-0000-4000-8000-0000000000%s', n)::uuid,
           CASE WHEN n < 16 THEN 'bronze' WHEN n < 22 THEN 'silver' WHEN n < 29 THEN 'gold' ELSE 'platinum' END FROM generate_series(10, 29) n)"
    );
    for (int n = 10; n <= 29; ++n) {
        const std::string customer = "10000000-0000-4000-8000-0000000000" + std::to_string(n);
        if (n < 29) {
            sell("2026-09-10", 'A', 1, "10", "0", customer);
        }
        sell("2026-10-10", 'A', 1, "10", "0", customer);
    }
    const auto ask = [&](const char* period, json group_by) {
        return analyst->ask(
            "summarize_sales", {{"period", period}, {"group_by", std::move(group_by)}}
        );
    };
    EXPECT_EQ(tiers_of(ask("2026-09", {"loyalty_tier"})), "bronze gold silver");
    // One would follow from the total without the others: the smallest other goes with it, in every
    // period that holds the month, so that no difference of two answers brings it back.
    EXPECT_EQ(tiers_of(ask("2026-10", {"loyalty_tier"})), "gold silver");
    EXPECT_EQ(tiers_of(ask("2026-Q3", {"loyalty_tier"})), "bronze gold silver");
    const auto both = analyst->ask(
        "summarize_sales",
        {{"period", {{"from", "2026-09-01"}, {"to", "2026-10-31"}}},
         {"group_by", {"loyalty_tier", "month"}}}
    );
    EXPECT_EQ(tiers_of(both), "gold silver");
    EXPECT_EQ(both["unavailable"][0]["measure"], "loyalty_tier");
    EXPECT_EQ(
        tiers_of(
            manager->ask("summarize_sales", {{"period", "2026-10"}, {"group_by", {"loyalty_tier"}}})
        ),
        "bronze gold platinum silver"
    );
    for (const char* tier : {"platinum", "bronze"}) {
        EXPECT_EQ(
            analyst->refusal("summarize_sales", {{"period", "2026-10"}, {"loyalty_tier", tier}}),
            ErrorCode::permission_denied
        );
    }
    EXPECT_EQ(
        analyst->ask(
            "summarize_sales", {{"period", "2026-10"}, {"loyalty_tier", "gold"}}
        )["totals"]["net_sales"],
        "70.00"
    );
    // What would cut a tier into other parts is not answered.
    for (const json& narrowing :
         {json{{"sku", "A"}},
          json{{"brand", "Leaf"}},
          json{{"payment_method", "cash"}},
          json{{"group_by", {"loyalty_tier", "product"}}},
          json{{"group_by", {"day", "loyalty_tier"}}}}) {
        json arguments{{"period", "2026-09"}, {"loyalty_tier", "gold"}};
        arguments.update(narrowing);
        EXPECT_EQ(analyst->refusal("summarize_sales", arguments), ErrorCode::permission_denied)
            << arguments;
        manager->ask("summarize_sales", arguments);
    }
}

TEST_F(SmallShop, ScoresEqualCustomersEqually) {
    run(R"(INSERT INTO retail.customers (store_id, customer_id, first_name) SELECT 'corner', format('10000000-0000-4000-8000-0000000000%s', n)::uuid, 'N' FROM generate_series(10, 29) n)"
    );
    for (int n = 10; n <= 19; ++n) { // ten who came once, long ago
        sell(
            "2025-12-01",
            'A',
            1,
            "10",
            "0",
            "10000000-0000-4000-8000-0000000000" + std::to_string(n)
        );
    }
    for (int n = 20; n <= 29; ++n) { // ten who came twice, lately
        sell(
            "2026-10-01",
            'A',
            1,
            "10",
            "0",
            "10000000-0000-4000-8000-0000000000" + std::to_string(n)
        );
        sell(
            "2026-10-02",
            'A',
            2,
            "10",
            "0",
            "10000000-0000-4000-8000-0000000000" + std::to_string(n)
        );
    }
    // Half of all have a percent_rank of 10/19: the third fifth in all three scores.
    const auto segments = manager->ask("segment_customers", {{"analysis", "rfm"}})["segments"];
    ASSERT_EQ(segments.size(), 2U);
    EXPECT_EQ(segments[0]["segment"], "loyal");
    EXPECT_EQ(segments[0]["customers"], 10);
    EXPECT_EQ(segments[0]["orders"], 20);
    EXPECT_EQ(segments[0]["net_sales"], "300.00");
    EXPECT_EQ(segments[1]["segment"], "hibernating");
    EXPECT_EQ(segments[1]["net_sales"], "100.00");
}

} // namespace
} // namespace retail_mcp::retail
