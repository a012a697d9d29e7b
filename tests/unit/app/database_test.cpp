#include <retail_mcp/app/database.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace retail_mcp::app {
namespace {

using testing::HasSubstr;

TEST(DatabaseChoice, WithNothingConfiguredBothSidesUseThePrivatePostgres) {
    EXPECT_EQ(principal_database({}).value(), DatabaseKind::embedded);
    EXPECT_EQ(administration_database({}).value(), DatabaseKind::embedded);
}

TEST(DatabaseChoice, ADatabaseForOneSideNeverLetsTheOtherFallBack) {
    Settings settings;
    settings.database_url = "host=h";
    EXPECT_EQ(principal_database(settings).value(), DatabaseKind::configured);
    EXPECT_THAT(
        administration_database(settings).error().message, HasSubstr("RETAIL_MCP_ADMIN_URL")
    );

    settings = {};
    settings.admin_url = "host=h";
    EXPECT_EQ(administration_database(settings).value(), DatabaseKind::configured);
    EXPECT_THAT(principal_database(settings).error().message, HasSubstr("RETAIL_MCP_DATABASE_URL"));
}

TEST(DatabaseChoice, LibpqsVariablesCountForThePrincipalOnly) {
    const auto settings = load_settings({}, {{"PGDATABASE", "shop"}});
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(principal_database(*settings).value(), DatabaseKind::configured);
    EXPECT_FALSE(administration_database(*settings).has_value());

    const auto user_only = load_settings({}, {{"PGUSER", "u"}, {"PGPASSWORD", "p"}});
    ASSERT_TRUE(user_only.has_value());
    EXPECT_EQ(principal_database(*user_only).value(), DatabaseKind::embedded);
}

TEST(DatabaseChoice, ForgettingLibpqsVariablesKeepsThePasswordFile) {
    ::setenv("PGHOST", "elsewhere", 1);
    ::setenv("PGPASSFILE", "/etc/pgpass", 1);
    forget_libpq_environment();
    EXPECT_EQ(std::getenv("PGHOST"), nullptr);
    EXPECT_STREQ(std::getenv("PGPASSFILE"), "/etc/pgpass");
    ::unsetenv("PGPASSFILE");
}

} // namespace
} // namespace retail_mcp::app
