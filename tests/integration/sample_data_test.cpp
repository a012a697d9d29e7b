// The sample data as it lies in the database: complete, consistent, and with the planted stories to
// be found by plain SQL.
#include "retail/sample/history.hpp"
#include "retail/sample/world.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace retail_mcp::retail {
namespace {

using ::testing::HasSubstr;

SampleOptions options() {
    SampleOptions options;
    options.scale = 10;
    options.as_of = std::chrono::year{2026} / 11 / 23;
    return options;
}

db::AdminConnection connect(const test::Database& database) {
    auto opened = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    if (!opened) {
        throw std::runtime_error{opened.error().message};
    }
    return std::move(*opened);
}

/// The first value of a query's first row, which has to exist.
std::string
ask(db::AdminConnection& database,
    std::string_view sql,
    const std::vector<db::Parameter>& parameters = {}) {
    const auto rows = database.query(sql, parameters);
    if (!rows) {
        throw std::runtime_error{rows.error().message};
    }
    return std::string{rows->text(0, 0)};
}

/// Loaded once for all tests that only read.
class SampleData : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        database_ = new test::RetailDatabase;
        auto admin = connect(*database_);
        const auto loaded =
            load_sample_data(admin, options(), false, [](const SampleProgress& progress) {
                steps_.push_back(progress);
            });
        ASSERT_TRUE(loaded) << loaded.error().message << loaded.error().detail;
        summary_ = *loaded;
    }

    static void TearDownTestSuite() { delete database_; }

    db::AdminConnection admin_ = connect(*database_);

    static inline test::RetailDatabase* database_ = nullptr;
    static inline SampleSummary summary_;
    static inline std::vector<SampleProgress> steps_;
};

TEST_F(SampleData, HasTheReferencesCountsTimesTheScale) {
    EXPECT_EQ(ask(admin_, "SELECT count(*) FROM retail.stores"), "4");
    EXPECT_EQ(ask(admin_, "SELECT count(*) FROM retail.customers"), "20000");
    EXPECT_EQ(ask(admin_, "SELECT count(*) FROM retail.sales_transactions"), "50000");
    EXPECT_EQ(ask(admin_, "SELECT count(DISTINCT sku) FROM retail.products"), "500");
    EXPECT_EQ(
        ask(admin_, "SELECT count(*) FROM retail.products"), std::to_string(summary_.products)
    );
    EXPECT_EQ(
        ask(admin_, "SELECT count(*) FROM retail.sales_transaction_items"),
        std::to_string(summary_.lines)
    );
}

TEST_F(SampleData, SpansTwentyFiveMonthsUpToTheDayBeforeItsDate) {
    EXPECT_EQ(
        ask(admin_, "SELECT min(business_date) FROM retail.sales_transactions"), "2024-10-23"
    );
    EXPECT_EQ(
        ask(admin_, "SELECT max(business_date) FROM retail.sales_transactions"), "2026-11-22"
    );
}

TEST_F(SampleData, FollowsTheReferencesWeightsWithinTwoPercentagePoints) {
    const auto off = [&](std::string_view column, std::string_view weights) {
        return ask(
            admin_,
            fmt::format(
                "SELECT max(abs(100.0 * n / (SELECT count(*) FROM retail.{0}) - weight)) < 2 FROM "
                "(SELECT {1} AS v, "
                "count(*) AS n FROM retail.{0} GROUP BY 1) s JOIN (VALUES {2}) AS w(v, weight) "
                "USING (v)",
                column == "loyalty_tier" ? "customers" : "sales_transactions",
                column,
                weights
            )
        );
    };
    EXPECT_EQ(
        off("loyalty_tier", "('bronze', 50), ('silver', 30), ('gold', 15), ('platinum', 5)"), "t"
    );
    EXPECT_EQ(off("transaction_type", "('sale', 90), ('return', 7), ('exchange', 3)"), "t");
    EXPECT_EQ(
        off("payment_method",
            "('credit_card', 45), ('debit_card', 25), ('cash', 20), ('digital_wallet', 10)"),
        "t"
    );
}

TEST_F(SampleData, GivesEveryReceiptAtLeastOneLineAndTheSumsOfItsLines) {
    EXPECT_EQ(
        ask(admin_, R"(SELECT count(*) FROM retail.sales_transactions t
          LEFT JOIN (SELECT store_id, transaction_id, sum(total_price) AS subtotal, sum(tax_amount) AS tax,
                            sum(discount_amount) AS discount
                       FROM retail.sales_transaction_items GROUP BY 1, 2) i USING (store_id, transaction_id)
         WHERE (t.subtotal, t.tax_amount, t.discount_amount, t.total_amount)
               IS DISTINCT FROM (i.subtotal, i.tax, i.discount, i.subtotal + i.tax))"),
        "0"
    );
}

TEST_F(SampleData, TakesBackOnlyWhatWasSoldBeforeAndNoMoreThanThat) {
    EXPECT_EQ(
        ask(admin_, R"(SELECT count(*) FROM retail.sales_transaction_items r
          LEFT JOIN retail.sales_transaction_items s
            ON s.store_id = r.store_id AND s.transaction_id = r.original_transaction_id AND s.line_no = r.original_line
         WHERE r.quantity < 0 AND (s.product_id IS DISTINCT FROM r.product_id OR s.quantity < -r.quantity
               OR s.business_date > r.business_date OR r.return_reason IS NULL))"),
        "0"
    );
    EXPECT_EQ(
        ask(admin_,
            R"(SELECT count(*) - count(DISTINCT (store_id, original_transaction_id, original_line))
                         FROM retail.sales_transaction_items WHERE quantity < 0)"),
        "0"
    );
}

TEST_F(SampleData, KeepsStockEqualToTheLedgerAndNeverBelowZero) {
    EXPECT_EQ(
        ask(admin_, R"(SELECT count(*) FROM retail.inventory i
          LEFT JOIN (SELECT store_id, product_id, sum(quantity) AS on_hand FROM retail.inventory_movements GROUP BY 1, 2) m
         USING (store_id, product_id) WHERE i.on_hand IS DISTINCT FROM coalesce(m.on_hand, 0))"),
        "0"
    );
    EXPECT_EQ(
        ask(admin_, R"(SELECT count(*) FROM (
          SELECT sum(quantity) OVER (PARTITION BY store_id, product_id ORDER BY moved_at, kind = 'count'
                                     RANGE UNBOUNDED PRECEDING) AS level
            FROM retail.inventory_movements) l WHERE level < 0)"),
        "0"
    );
}

TEST_F(SampleData, HoldsTheStockThatTheSimulationEndedWith) {
    const auto world = sample::make_world(options());
    std::vector<std::uint64_t> shares;
    for (const auto& store : world.stores) {
        shares.push_back(store.share);
    }
    const auto customers = sample::split(20000, shares);
    const auto transactions = sample::split(50000, shares);
    for (std::size_t store = 0; store < world.stores.size(); ++store) {
        const auto history =
            sample::simulate_store(world, store, customers[store], transactions[store]);
        std::int64_t on_hand = 0;
        std::int64_t on_order = 0;
        for (const auto& product : history.products) {
            on_hand += product.on_hand;
            on_order += product.on_order;
        }
        EXPECT_EQ(
            ask(admin_,
                "SELECT sum(on_hand)::bigint || ' ' || sum(on_order)::bigint FROM retail.inventory "
                "WHERE store_id = $1",
                {world.stores[store].id}),
            fmt::format("{} {}", on_hand, on_order)
        );
    }
}

TEST_F(SampleData, KeepsMostShelvesFilledAndHasGoodsOnOrder) {
    EXPECT_EQ(
        ask(admin_, R"(SELECT count(*) FILTER (WHERE on_hand <= 0) * 100 < count(*) * 8
                          AND sum(on_order) > 0 AND sum(committed) > 0
                         FROM retail.inventory JOIN retail.products USING (store_id, product_id) WHERE is_active)"
        ),
        "t"
    );
}

TEST_F(SampleData, RollsUpToTheSameSalesAsItsLines) {
    EXPECT_EQ(
        ask(admin_,
            R"(SELECT (SELECT sum(gross_sales - discounts - returns) FROM retail.sales_by_day)
                            = (SELECT sum(net_amount) FROM retail.sales_transaction_items))"),
        "t"
    );
}

TEST_F(SampleData, LeavesOneAuditRowPerTableAndStoreWithItsDigest) {
    EXPECT_EQ(
        ask(admin_,
            "SELECT count(*) FROM retail.audit_log WHERE store_id = 'seattle' AND table_name = "
            "'products'"),
        "1"
    );
    EXPECT_EQ(
        ask(admin_,
            R"(SELECT bool_and(metadata ->> 'sha256' ~ '^[0-9a-f]{64}$' AND (metadata ->> 'rows')::int > 0)
                         FROM retail.audit_log WHERE action = 'LOAD')"),
        "t"
    );
    EXPECT_EQ(ask(admin_, "SELECT count(*) FROM retail.audit_log WHERE action = 'INSERT'"), "0");
}

TEST_F(SampleData, ReportsProgressThatNeverGoesBack) {
    ASSERT_GT(steps_.size(), 8U);
    for (std::size_t i = 1; i < steps_.size(); ++i) {
        EXPECT_GE(steps_[i].done, steps_[i - 1].done);
    }
}

TEST_F(SampleData, RefusesToBeLoadedTwice) {
    const auto again = load_sample_data(admin_, options(), true, {});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::conflict);
    EXPECT_THAT(again.error().hint, HasSubstr("--remove"));
}

// $1 store or NULL, $2 sku, $3 the partner's sku, $4 from, $5 until: whether the story is there.
const std::map<std::string_view, std::string_view> story_queries{
    {"stock_out",
     R"(SELECT count(*) FILTER (WHERE business_date BETWEEN $4::date - 28 AND $4::date - 1 AND kind = 'sale') > 10
           AND count(*) FILTER (WHERE business_date >= $4::date AND business_date < $5::date AND kind = 'sale') <= 1
           AND sum(quantity) FILTER (WHERE business_date < $5::date) = 0
           AND count(*) FILTER (WHERE business_date >= $5::date AND kind = 'receipt') > 0
          FROM retail.inventory_movements JOIN retail.products p USING (store_id, product_id)
         WHERE store_id = $1 AND sku = $2 AND $3::text IS NULL)"},
    {"price_rise",
     R"(SELECT avg(unit_price) FILTER (WHERE business_date >= $4::date) / avg(unit_price) FILTER (WHERE business_date < $4::date) BETWEEN 1.10 AND 1.20
           AND sum(quantity) FILTER (WHERE business_date >= $4::date) < 0.9 * sum(quantity) FILTER (WHERE business_date < $4::date)
          FROM retail.sales_transaction_items JOIN retail.products p USING (store_id, product_id)
         WHERE $1::text IS NULL AND sku = $2 AND $3::text IS NULL AND quantity > 0
           AND business_date >= $4::date - 90 AND business_date < $5::date)"},
    {"promotion",
     R"(SELECT sum(i.quantity) FILTER (WHERE business_date BETWEEN r.valid_from AND r.valid_to) > 2 * sum(i.quantity) FILTER (WHERE business_date < r.valid_from)
           AND bool_and(i.unit_price = r.price) FILTER (WHERE business_date BETWEEN r.valid_from AND r.valid_to AND quantity > 0)
           AND min(r.price / p.price) BETWEEN 0.68 AND 0.72
          FROM retail.sales_transaction_items i JOIN retail.products p USING (store_id, product_id)
          JOIN retail.promotions r USING (store_id, sku)
         WHERE $1::text IS NULL AND sku = $2 AND $3::text IS NULL AND i.quantity > 0 AND r.valid_from = $4::date AND r.valid_to = $5::date - 1
           AND business_date >= $4::date - 14 AND business_date < $5::date)"},
    {"declining_store",
     R"(SELECT (count(*) FILTER (WHERE business_date >= $5::date - 28))::numeric
               / count(*) FILTER (WHERE business_date >= $5::date - 28 - 364 AND business_date < $5::date - 364) < 0.7
          FROM retail.sales_transactions
         WHERE store_id = $1 AND $2::text IS NULL AND $3::text IS NULL AND $4::date < $5::date)"},
    {"dead_stock",
     R"(SELECT min(on_hand) >= 40 AND coalesce(max(business_date) FILTER (WHERE kind = 'sale'), '1900-01-01') < $5::date - 200
          FROM retail.inventory_movements JOIN retail.inventory USING (store_id, product_id) JOIN retail.products p USING (store_id, product_id)
         WHERE store_id = $1 AND sku = $2 AND $3::text IS NULL AND $4::date < $5::date)"},
    {"basket_affinity",
     R"(WITH baskets AS (
          SELECT store_id, transaction_id, bool_or(sku = $2) AS a, bool_or(sku = $3) AS b
            FROM retail.sales_transaction_items JOIN retail.products USING (store_id, product_id)
           WHERE quantity > 0 AND business_date >= $4::date AND business_date < $5::date GROUP BY 1, 2)
        SELECT count(*) FILTER (WHERE a AND b) >= 10
           AND (count(*) FILTER (WHERE a AND b))::numeric * count(*) / (count(*) FILTER (WHERE a) * count(*) FILTER (WHERE b)) > 5
          FROM baskets WHERE $1::text IS NULL)"},
    {"lapsed_customers",
     R"(SELECT count(*) >= 50 FROM (
          SELECT customer_id FROM retail.sales_transactions
           WHERE store_id = $1 AND $2::text IS NULL AND $3::text IS NULL AND transaction_type = 'sale' AND customer_id IS NOT NULL
             AND business_date < $5::date
           GROUP BY customer_id HAVING count(*) >= 4 AND max(business_date) BETWEEN $4::date - 90 AND $4::date - 1) c)"},
    {"shrinkage",
     R"(SELECT count(*) = 1 FROM retail.inventory_movements JOIN retail.products USING (store_id, product_id)
         WHERE store_id = $1 AND sku = $2 AND $3::text IS NULL AND kind = 'count' AND quantity = -12
           AND business_date >= $4::date AND business_date < $5::date)"},
    {"faulty_product",
     R"(SELECT -sum(quantity) FILTER (WHERE return_reason = 'defective') > 0.25 * sum(quantity) FILTER (WHERE quantity > 0)
          FROM retail.sales_transaction_items JOIN retail.products USING (store_id, product_id)
         WHERE $1::text IS NULL AND sku = $2 AND $3::text IS NULL AND business_date >= $4::date AND business_date < $5::date)"},
};

TEST_F(SampleData, TellsEachPlantedStoryToPlainSql) {
    const auto world = sample::make_world(options());
    ASSERT_EQ(world.stories.size(), story_queries.size());
    for (const auto& story : world.stories) {
        const auto sku = [&](const std::optional<std::size_t>& article) -> db::Parameter {
            return article ? db::Parameter{world.articles[*article].sku} : std::nullopt;
        };
        const std::vector<db::Parameter> parameters{
            story.store.empty() ? db::Parameter{} : db::Parameter{std::string{story.store}},
            sku(story.article),
            sku(story.partner),
            sample::iso_date(story.from),
            sample::iso_date(story.until),
        };
        EXPECT_EQ(ask(admin_, story_queries.at(story.name), parameters), "t")
            << story.name << ": " << story.sentence << " " << parameters[1].value_or("");
    }
}

TEST_F(SampleData, LetsEachPrincipalSeeItsOwnStores) {
    ASSERT_TRUE(create_sample_principals(admin_, {}));
    EXPECT_EQ(
        ask(admin_, R"(SELECT string_agg(principal || ':' || stores, ' ' ORDER BY principal) FROM (
          SELECT principal, count(*) || CASE WHEN bool_or(can_write) THEN 'w' ELSE '' END AS stores
            FROM retail_sec.store_access GROUP BY principal) s)"),
        "analyst:1 bellevue_manager:1w head_office:4 online_manager:1w redmond_manager:1w "
        "seattle_manager:1w west_manager:3w"
    );
    EXPECT_EQ(
        ask(admin_, R"(SELECT pg_has_role('west_manager', 'retail_region', 'MEMBER')
          AND NOT pg_has_role('west_manager', 'retail_store', 'MEMBER') AND pg_has_role('west_manager', 'retail_personal_data', 'MEMBER')
          AND NOT pg_has_role('head_office', 'retail_writer', 'MEMBER') AND NOT pg_has_role('analyst', 'retail_personal_data', 'MEMBER'))"
        ),
        "t"
    );
}

TEST(SampleDataRemoval, TakesExactlyWhatTheLoadMade) {
    const test::RetailDatabase database;
    auto admin = connect(database);
    ASSERT_TRUE(admin.execute(R"(
        INSERT INTO retail.stores (store_id, store_name) VALUES ('mine', 'My own');
        INSERT INTO retail.product_categories (category_id, category_name) VALUES (7, 'Electronics'), (8, 'Mine');
        INSERT INTO retail.products (store_id, sku, product_name, price, category_id) VALUES ('mine', 'A', 'Mine', 1, 7);)"
    ));
    auto small = options();
    small.scale = 1;
    small.products = 60;
    EXPECT_FALSE(load_sample_data(admin, small, false, {}));
    const auto loaded = load_sample_data(admin, small, true, {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_TRUE(create_sample_principals(admin, {}));
    ASSERT_TRUE(admin.execute("INSERT INTO retail.products (store_id, sku, product_name, price) "
                              "VALUES ('seattle', 'B', 'Added', 1)"));

    const auto removed = remove_sample_data(admin);
    ASSERT_TRUE(removed) << removed.error().message << removed.error().detail;
    EXPECT_TRUE(*removed);
    EXPECT_EQ(ask(admin, "SELECT string_agg(store_id, ',') FROM retail.stores"), "mine");
    EXPECT_EQ(ask(admin, "SELECT string_agg(sku, ',') FROM retail.products"), "A");
    EXPECT_EQ(
        ask(admin,
            "SELECT string_agg(category_id::text, ',' ORDER BY 1) FROM retail.product_categories"),
        "7,8"
    );
    EXPECT_EQ(ask(admin, "SELECT count(*) FROM retail.inventory_movements"), "0");
    EXPECT_EQ(ask(admin, "SELECT count(*) FROM pg_roles WHERE rolname = 'seattle_manager'"), "0");
    const auto again = remove_sample_data(admin);
    ASSERT_TRUE(again);
    EXPECT_FALSE(*again);
}

TEST(SampleDataOptions, AreRefusedWhenTheyContradictThemselves) {
    const test::RetailDatabase database;
    auto admin = connect(database);
    auto few = options();
    few.stores = 3;
    const auto refused = load_sample_data(admin, few, false, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_arguments);
}

} // namespace
} // namespace retail_mcp::retail
