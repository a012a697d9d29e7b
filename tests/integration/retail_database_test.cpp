// The databases that the other tests stand on.

#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

std::string ask(const Database& database, std::string_view sql) {
    auto connection = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    EXPECT_TRUE(connection) << connection.error().message;
    const auto rows = connection->query(sql);
    EXPECT_TRUE(rows) << rows.error().message;
    return std::string{rows->text(0, 0)};
}

TEST(RetailDatabase, HasTheWholeSchemaAndNoStore) {
    const RetailDatabase database;
    EXPECT_EQ(ask(database, "SELECT count(*) FROM retail.stores"), "0");
    EXPECT_EQ(ask(database, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'"), "1");
}

TEST(RetailDatabase, IsNobodyElses) {
    const RetailDatabase one;
    const RetailDatabase other;
    one.execute("CREATE TABLE mine ()");
    EXPECT_EQ(ask(other, "SELECT to_regclass('mine') IS NULL"), "t");
}

} // namespace
} // namespace retail_mcp::test
