// plan_reorders and analyze_inventory: figures worked out by hand on a small shop, and by plain SQL
// over the ledger on the sample shops.
#include "support/retail_database.hpp"
#include "support/tool_session.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

namespace retail_mcp::retail {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

constexpr std::string_view now = "2026-11-23T18:00:00Z";

db::AdminConnection connect(const test::Database& database) {
    auto opened = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    if (!opened) {
        throw std::runtime_error{opened.error().message};
    }
    return std::move(*opened);
}

/// Two stores with the products A to D at 10 each, bought at 6, and nothing in stock.
class StockRoom : public ::testing::Test {
protected:
    void SetUp() override {
        run(R"(
            INSERT INTO retail.stores (store_id, store_name, time_zone) VALUES ('corner', 'Corner shop', 'UTC'), ('annex', 'Annex', 'UTC');
            INSERT INTO retail.product_categories (category_id, category_name) VALUES (1, 'Garden'), (3, 'Books');
            INSERT INTO retail.products (store_id, sku, product_name, price, cost, category_id, supplier_name)
            SELECT store, sku, 'Product ' || sku, 10, 6, CASE sku WHEN 'D' THEN 3 ELSE 1 END, 'Acme'
              FROM unnest(ARRAY['corner', 'annex']) store, unnest(ARRAY['A', 'B', 'C', 'D']) sku;
            SELECT retail_sec.set_principal('tester_manager', '{corner}', true, true);
            SELECT retail_sec.set_principal('tester_region', '{corner,annex}', false, false);
            SELECT retail_sec.set_principal_password('tester_manager', 'secret');
            SELECT retail_sec.set_principal_password('tester_region', 'secret');)");
    }

    void run(const std::string& sql) {
        if (const auto done = admin.execute(sql); !done) {
            throw std::runtime_error{done.error().message + " " + done.error().detail};
        }
    }

    /// A movement of goods at noon; sales are negative.
    void move(
        const std::string& sku,
        const std::string& date,
        const std::string& kind,
        int quantity,
        const std::string& store = "corner"
    ) {
        run("INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, "
            "quantity, counted_quantity) SELECT store_id, product_id, '" +
            date + " 12:00+00', '" + kind + "', " + std::to_string(quantity) + ", " +
            (kind == "count" ? std::to_string(quantity) : "NULL") +
            " FROM retail.products WHERE sku = '" + sku + "' AND store_id = '" + store + "'");
    }

    /// On each of the days, what the SQL expression over `day` (0, 1, …) says.
    void sell_daily(
        const std::string& sku, const std::string& from, int days, const std::string& quantity
    ) {
        run("INSERT INTO retail.inventory_movements (store_id, product_id, moved_at, kind, "
            "quantity) SELECT store_id, product_id, '" +
            from + " 12:00+00'::timestamptz + day * interval '1 day', 'sale', -(" + quantity +
            ") FROM retail.products, generate_series(0, " + std::to_string(days - 1) +
            ") AS day WHERE sku = '" + sku + "' AND store_id = 'corner' AND " + quantity + " <> 0");
    }

    /// A receipt of one line, whose goods leave the stock, too.
    void
    sell(const std::string& sku, const std::string& date, int quantity, int price, int cost = 6) {
        const auto sum = std::to_string(quantity * price);
        run("WITH receipt AS (INSERT INTO retail.sales_transactions (store_id, transaction_date, "
            "subtotal, total_amount) VALUES ('corner', '" +
            date + " 12:00+00', " + sum + ", " + sum +
            ") RETURNING transaction_id) INSERT INTO retail.sales_transaction_items (store_id, "
            "transaction_id, line_no, product_id, quantity, unit_price, total_price, unit_cost) "
            "SELECT 'corner', transaction_id, 1, product_id, " +
            std::to_string(quantity) + ", " + std::to_string(price) + ", " + sum + ", " +
            std::to_string(cost) + " FROM receipt, retail.products WHERE sku = '" + sku +
            "' AND store_id = 'corner'");
    }

    json analyze(const std::string& analysis, const std::string& from, const std::string& to) {
        return ask(
            "analyze_inventory", {{"analysis", analysis}, {"period", {{"from", from}, {"to", to}}}}
        );
    }

    json
    ask(const std::string& tool, const json& arguments, const char* principal = "tester_manager") {
        return test::ToolSession{database.conninfo(principal, "secret"), now}.ask(tool, arguments);
    }

    json line_of(const json& answer, const std::string& sku) {
        for (const auto& line : answer.at("lines")) {
            if (line.at("sku") == sku) {
                return line;
            }
        }
        throw std::runtime_error{"no line of " + sku + " in " + answer.dump()};
    }

    test::RetailDatabase database;
    db::AdminConnection admin = connect(database);
};

TEST_F(StockRoom, MeasuresSellThroughAndItsVariantsUnderTheirOwnNames) {
    // 20 there, 100 received, 75 sold, 45 left
    move("A", "2026-09-01", "receipt", 20);
    move("A", "2026-10-02", "receipt", 100);
    move("A", "2026-10-10", "sale", -75);
    move("A", "2026-11-05", "sale", -40); // after the period
    move("B", "2026-10-02", "sale", -8);  // 5 there, 8 sold: -3
    move("B", "2026-09-02", "receipt", 5);
    const auto answer = analyze("sell_through", "2026-10-01", "2026-10-31");
    const auto line = line_of(answer, "A");
    EXPECT_EQ(line["sell_through"], 0.625);
    EXPECT_EQ(line["sell_through_of_receipts"], 0.75);
    EXPECT_EQ(line["sell_through_of_stock"], 0.625);
    EXPECT_EQ(line["on_hand"], 45);
    EXPECT_EQ(line_of(answer, "B")["on_hand"], -3);
    EXPECT_FALSE(line_of(answer, "B").contains("sell_through_of_receipts")); // nothing received
    EXPECT_EQ(answer["total"], 2); // C and D never were there
    EXPECT_EQ(answer["totals"]["units_sold"], 83);
    EXPECT_EQ(answer["totals"]["sell_through"], 0.664); // 83 / 125
}

TEST_F(StockRoom, CountsWeeksOfSupplyAndTheStocksValue) {
    move("A", "2026-09-01", "receipt", 120);
    move("A", "2026-10-10", "sale", -75); // 75 in ten weeks: 45 / 7.5 = 6
    move("B", "2026-09-01", "receipt", 5);
    move("B", "2026-09-02", "sale", -8);
    move("D", "2026-09-01", "receipt", 1); // no demand: no cover, not endless cover
    const auto answer = analyze("cover", "2026-09-14", "2026-11-22");
    EXPECT_EQ(line_of(answer, "A")["weeks_of_supply"], "6.0");
    EXPECT_EQ(line_of(answer, "A")["days_of_cover"], "42.0");
    EXPECT_EQ(line_of(answer, "A")["inventory_value"], "270.00");
    EXPECT_EQ(line_of(answer, "A")["retail_value"], "450.00");
    EXPECT_EQ(line_of(answer, "B")["inventory_value"], "-18.00");
    EXPECT_FALSE(line_of(answer, "D").contains("weeks_of_supply"));
    EXPECT_EQ(answer["totals"]["inventory_value"], "258.00");
}

TEST_F(StockRoom, MeasuresTurnoverAndGmroiOverTheMeanOfTheDailyBalances) {
    run("UPDATE retail.products SET cost = CASE sku WHEN 'A' THEN 100 WHEN 'B' THEN 50 ELSE 6 END");
    move("A", "2025-11-01", "receipt", 300); // 300 at 100 on every day: 30,000
    move("A", "2026-03-01", "receipt", 1200);
    sell("A", "2026-03-01", 1200, 110, 100); // cost 120,000
    move("B", "2025-11-01", "receipt", 500); // 500 at 50: 25,000
    move("B", "2026-04-01", "receipt", 1000);
    sell("B", "2026-04-01", 1000, 100, 50);  // margin 50,000
    move("C", "2026-11-22", "receipt", 365); // on one of 365 days: one piece on average
    const auto answer = analyze("turnover", "2025-11-23", "2026-11-22");
    EXPECT_EQ(line_of(answer, "A")["average_inventory"], "30000.00");
    EXPECT_EQ(line_of(answer, "A")["turnover"], "4.0000");
    EXPECT_EQ(line_of(answer, "A")["days_of_inventory"], "91.25");
    EXPECT_EQ(line_of(answer, "B")["gmroi"], "2.0000");
    EXPECT_EQ(line_of(answer, "C")["average_inventory"], "6.00");
    EXPECT_EQ(line_of(answer, "C")["turnover"], "0.0000");
    EXPECT_FALSE(line_of(answer, "C").contains("days_of_inventory"));
}

TEST_F(StockRoom, EstimatesLostSalesWithARange) {
    // A: two a day, until the shelf is empty in the evening of the 15th: 7 days without any.
    move("A", "2026-09-13", "receipt", 126);
    sell_daily("A", "2026-09-14", 63, "2");
    // B: one and three in turn on each weekday for 8 weeks (variance 8/7), then all is written off.
    move("B", "2026-09-13", "receipt", 117);
    sell_daily("B", "2026-09-14", 56, "1 + 2 * (day / 7 % 2)");
    move("B", "2026-11-09", "write_off", -5);
    const auto answer = analyze("stockouts", "2026-11-09", "2026-11-22");
    const auto a = line_of(answer, "A");
    EXPECT_EQ(a["stockout_days"], 8);
    EXPECT_EQ(a["days_ranged"], 14);
    EXPECT_EQ(a["stockout_rate"], 0.571429);
    EXPECT_EQ(a["lost_units"], "14.00");
    EXPECT_EQ(a["lost_units_low"], "14.00");
    EXPECT_EQ(a["lost_sales"], "140.00");
    EXPECT_EQ(a["lost_margin"], "56.00");
    const auto b = line_of(answer, "B"); // 14 days x 2, deviation sqrt(14 x 8/7) = 4
    EXPECT_EQ(b["lost_units"], "28.00");
    EXPECT_EQ(b["lost_units_low"], "24.00");
    EXPECT_EQ(b["lost_units_high"], "32.00");
    EXPECT_EQ(answer["totals"]["stockout_days"], 22);
    EXPECT_EQ(answer["totals"]["lost_sales_high"], "460.00");
}

TEST_F(StockRoom, ClassesByShareOfSalesBeforeTheProduct) {
    sell("A", "2026-10-01", 50, 1);
    sell("B", "2026-10-02", 30, 1);
    sell("C", "2026-10-03", 15, 1);
    sell("D", "2026-10-04", 5, 1);
    const auto answer = analyze("abc_xyz", "2026-09-28", "2026-10-25");
    EXPECT_EQ(line_of(answer, "A")["abc_class"], "A");
    EXPECT_EQ(line_of(answer, "B")["abc_class"], "A");
    EXPECT_EQ(line_of(answer, "C")["abc_class"], "B");
    EXPECT_EQ(line_of(answer, "D")["abc_class"], "C");
    EXPECT_EQ(answer["totals"]["classes"][0]["value"], "80.00");
}

TEST_F(StockRoom, ClassesBySteadinessOfWeeklyDemand) {
    for (const std::string week : {"2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19"}) {
        sell("A", week, 5, 10);
    }
    move("B", "2026-09-01", "receipt", 4);
    sell("B", "2026-09-29", 3, 10); // 3 and 1 of four weeks: mean 1, deviation sqrt(2)
    sell("B", "2026-10-06", 1, 10);
    const auto answer = analyze("abc_xyz", "2026-09-28", "2026-10-25");
    EXPECT_EQ(line_of(answer, "A")["xyz_class"], "X");
    EXPECT_EQ(line_of(answer, "A")["coefficient"], "0.0000");
    EXPECT_EQ(line_of(answer, "B")["coefficient"], "1.4142");
    EXPECT_EQ(line_of(answer, "B")["xyz_class"], "Z");
    EXPECT_FALSE(line_of(answer, "C").contains("xyz_class"));
}

TEST_F(StockRoom, TellsAgeByReceiptAndWhatNoLongerSells) {
    move("A", "2026-10-24", "receipt", 10); // 30 days
    move("B", "2026-07-01", "receipt", 10); // 145 days, and not one sold
    move("C", "2026-07-01", "receipt", 10);
    move("C", "2026-11-01", "sale", -1);
    const auto ages = analyze("ageing", "2026-08-25", "2026-11-22");
    EXPECT_EQ(line_of(ages, "A")["age_days"], 30);
    EXPECT_EQ(line_of(ages, "A")["bucket"], "0-30");
    EXPECT_EQ(line_of(ages, "B")["age_days"], 145);
    EXPECT_EQ(line_of(ages, "B")["bucket"], "over 90");
    const auto dead = analyze("dead_stock", "2026-08-25", "2026-11-22");
    ASSERT_EQ(dead["lines"].size(), 1U);
    EXPECT_EQ(dead["lines"][0]["sku"], "B");
    EXPECT_EQ(dead["totals"]["inventory_value"], "60.00");
}

TEST_F(StockRoom, NamesMarkdownCandidatesWithTheReason) {
    move("A", "2026-07-01", "receipt", 100); // 10 of 100 sold
    move("A", "2026-10-10", "sale", -10);
    move("B", "2026-11-20", "receipt", 100); // just arrived
    move("C", "2026-07-01", "receipt", 100); // 60 of 100 in 60 days
    sell_daily("C", "2026-09-24", 60, "1");
    const auto answer = analyze("markdown", "2026-09-24", "2026-11-22");
    ASSERT_EQ(answer["lines"].size(), 1U);
    EXPECT_EQ(answer["lines"][0]["sku"], "A");
    EXPECT_EQ(answer["lines"][0]["reason"], "over 12 weeks of supply, sell-through under 20 %");
    EXPECT_EQ(answer["lines"][0]["sell_through"], 0.1);
}

TEST_F(StockRoom, ValuesWhatCountsFoundMissing) {
    move("A", "2026-10-01", "receipt", 20);
    sell("A", "2026-10-05", 10, 10);
    move("A", "2026-10-10", "count", 8); // the book says 10: 2 at 6 missing
    move("B", "2026-10-01", "receipt", 20);
    move("B", "2026-10-10", "write_off", -1);
    const auto answer = analyze("shrink", "2026-10-01", "2026-10-31");
    EXPECT_EQ(line_of(answer, "A")["missing_units"], 2);
    EXPECT_EQ(line_of(answer, "A")["shrink"], "12.00");
    EXPECT_EQ(line_of(answer, "A")["shrink_rate"], 0.12);
    EXPECT_FALSE(line_of(answer, "B").contains("shrink_rate")); // nothing sold
    EXPECT_EQ(answer["totals"]["shrink"], "18.00");
    EXPECT_EQ(answer["totals"]["shrink_rate"], 0.18);
}

TEST_F(StockRoom, PagesJoinToTheWhole) {
    for (const std::string sku : {"A", "B", "C", "D"}) {
        move(sku, "2026-10-01", "receipt", 10);
    }
    json arguments{{"analysis", "cover"}, {"limit", 3}};
    test::ToolSession session{database.conninfo("tester_manager", "secret"), now};
    const auto first = session.ask("analyze_inventory", arguments);
    EXPECT_EQ(first["truncated"], true);
    EXPECT_EQ(first["total"], 4);
    arguments["cursor"] = first["next_cursor"];
    const auto second = session.ask("analyze_inventory", arguments);
    json joined = first["lines"];
    joined.insert(joined.end(), second["lines"].begin(), second["lines"].end());
    EXPECT_EQ(joined, ask("analyze_inventory", {{"analysis", "cover"}})["lines"]);
    EXPECT_EQ(first["totals"], second["totals"]);
    arguments = {{"analysis", "cover"}, {"category", "Books"}};
    EXPECT_EQ(ask("analyze_inventory", arguments)["total"], 1);
}

// ---- orders -----------------------------------------------------------------------------------

/// Product A sells 50 a day with a deviation of 12 for the 91 days before now: 45 days of 62, 45 of
/// 38, one of 50. Left on hand: 300.
class Reordering : public StockRoom {
protected:
    void SetUp() override {
        StockRoom::SetUp();
        run("UPDATE retail.products SET lead_time_days = 14, pack_size = 12, "
            "minimum_order_quantity = 24 WHERE sku = 'A'");
        move("A", "2026-08-23", "receipt", 4850);
        sell_daily(
            "A", "2026-08-24", 91, "CASE WHEN day = 90 THEN 50 ELSE 38 + 24 * (day % 2) END"
        );
    }

    json plan(json arguments, const char* principal = "tester_manager") {
        return ask("plan_reorders", arguments, principal);
    }
};

TEST_F(Reordering, OrdersUpToTheTargetInWholePacks) {
    const auto answer = plan({{"skus", {"A"}}});
    const auto line = line_of(answer, "A");
    EXPECT_EQ(line["demand_class"], "smooth");
    EXPECT_EQ(line["daily_demand"], "50.0000");
    EXPECT_EQ(line["sigma"], "12.0000");
    EXPECT_EQ(line["z"], "1.644854");
    EXPECT_EQ(line["safety_stock"], "90.45"); // 14 days of delivery and 7 to the next order
    EXPECT_EQ(line["reorder_point"], "790.45");
    EXPECT_EQ(line["target"], "1140.45");
    EXPECT_EQ(line["position"], 300);
    EXPECT_EQ(line["suggested_order"], 852); // 840.45 in dozens
    EXPECT_EQ(line["order_value"], "5112.00");
    EXPECT_EQ(answer["suppliers"][0]["supplier"], "Acme");
    EXPECT_EQ(answer["suppliers"][0]["order_value"], "5112.00");
}

TEST_F(Reordering, CountsWhatIsOnOrderAndOwed) {
    const auto set = [&](int on_order, int backordered) {
        run("UPDATE retail.inventory SET on_order = " + std::to_string(on_order) +
            ", backordered = " + std::to_string(backordered) +
            " WHERE store_id = 'corner' AND product_id IN (SELECT product_id FROM retail.products "
            "WHERE sku = 'A')");
        return line_of(plan({{"skus", {"A"}}}), "A");
    };
    EXPECT_EQ(set(600, 0)["suggested_order"], 0);     // 900 is above the reorder point
    EXPECT_EQ(set(600, 200)["suggested_order"], 444); // 1140.45 - 700 = 440.45
}

TEST_F(Reordering, LeavesDaysWithoutStockOutOfDemand) {
    move("B", "2026-08-23", "receipt", 20);
    sell_daily("B", "2026-08-24", 10, "2"); // empty since the tenth day's evening
    const auto line = line_of(plan({{"skus", {"B"}}}), "B");
    EXPECT_EQ(line["daily_demand"], "2.0000"); // not 20 / 91
    EXPECT_EQ(line["in_stock_days"], 9);
}

TEST_F(Reordering, ClassesDemandAndSaysWhatItAssumed) {
    move("B", "2026-08-23", "receipt", 100);
    sell_daily("B", "2026-08-24", 91, "CASE WHEN day % 7 = 0 THEN 4 ELSE 0 END");
    move("C", "2026-08-23", "receipt", 9);
    move("C", "2026-10-01", "sale", -1);
    const auto answer = plan({{"skus", {"B", "C"}}});
    const auto weekly = line_of(answer, "B"); // any 14 days in a row: 8
    EXPECT_EQ(weekly["demand_class"], "intermittent");
    EXPECT_EQ(weekly["target"], 8);
    EXPECT_EQ(weekly["lead_time_days"], "7");
    EXPECT_EQ(weekly["lead_time_assumed"], true);
    const auto rare = line_of(answer, "C"); // the recorded reorder point, 10, stands
    EXPECT_EQ(rare["demand_class"], "insufficient_history");
    EXPECT_EQ(rare["reorder_point"], 10);
}

TEST_F(Reordering, ProposesTransfersFromStoresThatCanSpareThem) {
    move("A", "2026-08-23", "receipt", 1000, "annex"); // keeps its recorded reorder point, 10
    const auto answer = plan(json::object(), "tester_region");
    ASSERT_EQ(answer["transfers"].size(), 1U);
    EXPECT_EQ(answer["transfers"][0]["from_store"], "annex");
    EXPECT_EQ(answer["transfers"][0]["to_store"], "corner");
    EXPECT_EQ(answer["transfers"][0]["quantity"], 841);
    for (const auto& line : answer["lines"]) {
        if (line["sku"] == "A") {
            EXPECT_EQ(line["transfer_in"], 841);
            EXPECT_EQ(line["suggested_order"], 0);
        }
    }
    EXPECT_THAT(plan(json::object())["transfers"], IsEmpty()); // one store knows of no other
}

TEST_F(Reordering, RefusesWhatMeansNothing) {
    test::ToolSession session{database.conninfo("tester_manager", "secret"), now};
    EXPECT_EQ(session.refusal("plan_reorders", {{"skus", {"Z"}}}), ErrorCode::unknown_sku);
    EXPECT_EQ(
        session.refusal("plan_reorders", {{"category", "Gardn"}}), ErrorCode::unknown_category
    );
    EXPECT_EQ(
        session.refusal("plan_reorders", {{"service_level", 1}}), ErrorCode::invalid_arguments
    );
    EXPECT_EQ(
        session.refusal("analyze_inventory", {{"analysis", "cover"}, {"category", "Gardn"}}),
        ErrorCode::unknown_category
    );
}

// ---- the sample shops -------------------------------------------------------------------------

TEST(InventoryOfTheSample, EqualsTheSumsOverTheLedgerDayByDay) {
    const test::RetailDatabase database;
    auto admin = connect(database);
    SampleOptions options;
    options.as_of = std::chrono::year{2026} / 11 / 23;
    ASSERT_TRUE(load_sample_data(admin, options, false, {}));
    ASSERT_TRUE(create_sample_principals(admin, [](std::string_view) {
        return Result<std::string>{"secret"};
    }));
    const auto value_of = [&](const std::string& sql) {
        const auto rows = admin.query(sql);
        return rows ? std::string{rows->text(0, 0)} : rows.error().message + rows.error().detail;
    };
    test::ToolSession session{database.conninfo("seattle_manager", "secret"), now};
    const auto turnover = session.ask(
        "analyze_inventory",
        {{"analysis", "turnover"}, {"period", {{"from", "2026-08-25"}, {"to", "2026-11-22"}}}}
    )["totals"];
    EXPECT_EQ(turnover["average_inventory"], value_of(R"(
            SELECT round(sum(balance * cost) / 90, 2)
              FROM (SELECT p.cost, (SELECT coalesce(sum(m.quantity), 0) FROM retail.inventory_movements m
                                     WHERE m.store_id = p.store_id AND m.product_id = p.product_id AND m.business_date <= d::date) AS balance
                      FROM retail.products p, generate_series('2026-08-25', '2026-11-22', interval '1 day') d
                     WHERE p.store_id = 'seattle') b)"));
    EXPECT_EQ(
        turnover["cost_of_sales"],
        value_of("SELECT round(sum(quantity * unit_cost), 2) FROM retail.sales_transaction_items "
                 "WHERE store_id = 'seattle' AND business_date BETWEEN '2026-08-25' AND "
                 "'2026-11-22'")
    );
    const auto cover = session.ask("analyze_inventory", {{"analysis", "cover"}})["totals"];
    EXPECT_EQ(
        cover["inventory_value"],
        value_of("SELECT round(sum(m.quantity * p.cost), 2) FROM retail.inventory_movements m JOIN "
                 "retail.products p USING (store_id, product_id) WHERE store_id = 'seattle' AND "
                 "p.is_active")
    );
}

} // namespace
} // namespace retail_mcp::retail
