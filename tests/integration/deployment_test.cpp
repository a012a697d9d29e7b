// The store boundary and the pool where a pooler shares sessions, and on a hot standby.

#include "support/loop.hpp"
#include "support/pooler.hpp"
#include "support/retail_database.hpp"
#include "support/standby.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/sql.hpp>

#include <gtest/gtest.h>

namespace retail_mcp {
namespace {

using namespace std::chrono_literals;
using Answer = Result<std::vector<db::Rows>>;

constexpr db::Statement set_context{"set_context", "SELECT retail.set_store_context($1, $2)"};
constexpr db::Statement own_skus{
    "own_skus", "SELECT string_agg(sku, ',' ORDER BY sku) FROM retail.products"};
constexpr db::Statement sleep_long{"sleep_long", "SELECT pg_sleep(30)"};
constexpr db::Statement rename_product{
    "rename_product", "UPDATE retail.products SET product_name = $1 WHERE sku = 'A-1'"};

/// Two shops with a manager each.
class DeploymentTest : public testing::Test {
protected:
    DeploymentTest() {
        auto opened = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
        EXPECT_TRUE(opened) << opened.error().message;
        db::AdminConnection& admin = *opened;
        database.execute(
            "INSERT INTO retail.stores (store_id, store_name) VALUES ('a', 'A'), ('b', 'B'); "
            "INSERT INTO retail.products (store_id, sku, product_name, price) VALUES "
            "('a', 'A-1', 'Hammer', 5), ('b', 'B-1', 'Saw', 7)"
        );
        for (const std::string store : {"a", "b"}) {
            const std::vector<db::Parameter> grant{
                "deployment_" + store, "{" + store + "}", "true", "false"};
            const auto made = admin.query(sql::principal_set, grant);
            EXPECT_TRUE(made) << made.error().message;
            const std::vector<db::Parameter> password{"deployment_" + store, "pw"};
            EXPECT_TRUE(admin.query(sql::principal_password, password));
        }
    }

    db::PoolOptions options(std::string conninfo) {
        db::PoolOptions options;
        options.connection = db::ConnectionString{std::move(conninfo)};
        options.set_context = &set_context;
        return options;
    }

    auto start(
        db::Pool& pool, const char* store, db::Query query, db::Access access = db::Access::read
    ) {
        std::vector<db::Query> queries{std::move(query)};
        return loop.start(pool.run(
            db::Context{store, "00-trace"}, access, std::move(queries), Deadline::after(8s)
        ));
    }

    Answer
    run(db::Pool& pool, const char* store, db::Query query, db::Access access = db::Access::read) {
        return loop.wait(start(pool, store, std::move(query), access));
    }

    static std::string text(const Answer& answer) {
        return answer ? std::string{answer->front().text(0, 0)}
                      : answer.error().message + " " + answer.error().detail;
    }

    test::RetailDatabase database;
    test::Loop loop;
};

class BehindAPooler : public DeploymentTest {
protected:
    db::PoolOptions options_of(const std::string& user) {
        return options(pooler.conninfo(database.name(), user, "pw"));
    }

    test::Pooler pooler{
        test::Postgres::instance(), {{"deployment_a", "pw"}, {"deployment_b", "pw"}}};
};

TEST_F(BehindAPooler, EveryPrincipalSeesItsOwnStoreThoughSessionsAreShared) {
    db::Pool of_a{loop.executor(), options_of("deployment_a")};
    db::Pool of_b{loop.executor(), options_of("deployment_b")};
    std::vector<std::shared_ptr<test::Started<Answer>>> calls;
    for (int i = 0; i < 40; ++i) {
        calls.push_back(start(of_a, "a", {&own_skus}));
        calls.push_back(start(of_b, "*", {&own_skus}));
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_EQ(text(loop.wait(calls[i])), i % 2 == 0 ? "A-1" : "B-1");
    }
}

TEST_F(BehindAPooler, AForeignStoreIsRefusedAndNothingStaysInContext) {
    db::Pool of_a{loop.executor(), options_of("deployment_a")};
    const auto refused = run(of_a, "b", {&own_skus});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::store_not_available);
    EXPECT_EQ(text(run(of_a, "a", {&own_skus})), "A-1");
    db::PoolOptions bare = options_of("deployment_a");
    bare.set_context = nullptr;
    db::Pool without_context{loop.executor(), bare};
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(text(run(without_context, "a", {&own_skus})), "");
    }
}

TEST_F(BehindAPooler, ACancelledStatementEndsAndTheNextOneRuns) {
    db::Pool of_a{loop.executor(), options_of("deployment_a")};
    EXPECT_EQ(text(run(of_a, "a", {&own_skus})), "A-1");
    const auto call = start(of_a, "a", {&sleep_long});
    loop.run_until([&] { return of_a.statistics().in_use == 1; });
    call->cancellation.emit(asio::cancellation_type::total);
    const auto answer = loop.wait(call);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    EXPECT_EQ(text(run(of_a, "a", {&own_skus})), "A-1");
}

TEST_F(BehindAPooler, WritesAreKept) {
    db::Pool of_a{loop.executor(), options_of("deployment_a")};
    const auto written = run(of_a, "a", {&rename_product, {"Mallet"}}, db::Access::write);
    ASSERT_TRUE(written) << text(written);
    EXPECT_EQ(written->front().affected(), 1);
}

TEST_F(DeploymentTest, AHotStandbyAnswersReadsUnderTheSameBoundaryAndRefusesWrites) {
    const test::Standby standby{test::Postgres::instance(), "deployment_a", "pw"};
    db::Pool pool{
        loop.executor(), options(standby.conninfo(database.name(), "deployment_a", "pw"))};
    EXPECT_EQ(text(run(pool, "a", {&own_skus})), "A-1");
    const auto refused = run(pool, "b", {&own_skus});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::store_not_available);
    const auto written = run(pool, "a", {&rename_product, {"Mallet"}}, db::Access::write);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::permission_denied) << text(written);
    EXPECT_EQ(text(run(pool, "a", {&own_skus})), "A-1");
}

} // namespace
} // namespace retail_mcp
