#include <retail_mcp/db/connection_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace retail_mcp::db {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ConnectionString, NeverPrintsThePasswordOfAUrl) {
    const ConnectionString connection{"postgresql://anna:s3cret@db.example:5433/shop"};
    std::ostringstream printed;
    printed << connection;
    EXPECT_EQ(printed.str(), "user=anna password=*** dbname=shop host=db.example port=5433");
    EXPECT_TRUE(connection.holds_password());
}

TEST(ConnectionString, NeverPrintsThePasswordOfKeywordsAndValues) {
    const ConnectionString connection{"host=db password='a b' user=anna sslpassword=k3y"};
    EXPECT_THAT(connection.masked(), Not(HasSubstr("a b")));
    EXPECT_THAT(connection.masked(), Not(HasSubstr("k3y")));
    EXPECT_THAT(connection.masked(), HasSubstr("user=anna"));
}

TEST(ConnectionString, QuotesNothingOfAMalformedText) {
    const ConnectionString connection{"postgresql://anna:s3cret@[db/shop"};
    const auto checked = connection.check();
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::configuration_error);
    EXPECT_THAT(checked.error().message, Not(HasSubstr("s3cret")));
    EXPECT_THAT(checked.error().detail, Not(HasSubstr("s3cret")));
    EXPECT_EQ(connection.masked(), "(malformed)");
}

TEST(ConnectionString, IsWellFormedWhenEmpty) {
    EXPECT_TRUE(ConnectionString{}.check());
    EXPECT_FALSE(ConnectionString{}.holds_password());
    EXPECT_EQ(ConnectionString{}.masked(), "");
}

} // namespace
} // namespace retail_mcp::db
