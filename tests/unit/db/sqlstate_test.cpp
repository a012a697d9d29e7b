#include <retail_mcp/db/sqlstate.hpp>

#include <gtest/gtest.h>

namespace retail_mcp::db {
namespace {

TEST(SqlState, IsMappedByTheWholeStateBeforeItsClass) {
    EXPECT_EQ(error_code_of("23514"), ErrorCode::invalid_arguments);
    EXPECT_EQ(error_code_of("23505"), ErrorCode::conflict);
    EXPECT_EQ(error_code_of("57014"), ErrorCode::timeout);
    EXPECT_EQ(error_code_of("57P01"), ErrorCode::database_unavailable);
    EXPECT_EQ(error_code_of("57P03"), ErrorCode::database_starting);
    EXPECT_EQ(error_code_of("42501"), ErrorCode::permission_denied);
}

TEST(SqlState, IsAnInternalErrorWhenNothingIsKnownAboutIt) {
    EXPECT_EQ(error_code_of("XX000"), ErrorCode::internal_error);
    EXPECT_EQ(error_code_of(""), ErrorCode::internal_error);
}

TEST(SqlState, KeepsTheServersTextOutOfWhatTheClientSees) {
    ServerError refused;
    refused.sqlstate = "23505";
    refused.message = "duplicate key";
    refused.detail = "Key (email)=(ann@example.com) already exists.";
    const Error error = error_of(refused);
    EXPECT_EQ(error.code, ErrorCode::conflict);
    EXPECT_EQ(error.message.find("ann@"), std::string::npos);
    EXPECT_EQ(error.hint.find("ann@"), std::string::npos);
    EXPECT_NE(error.detail.find("ann@"), std::string::npos);
}

TEST(SqlState, TakesCodeMessageAndHintFromOurOwnFunctions) {
    ServerError raised;
    raised.sqlstate = "RM001";
    raised.message = "No product \"X\".";
    raised.detail = "unknown_sku";
    raised.hint = "Search for it.";
    const Error error = error_of(raised);
    EXPECT_EQ(error.code, ErrorCode::unknown_sku);
    EXPECT_EQ(error.message, "No product \"X\".");
    EXPECT_EQ(error.hint, "Search for it.");
}

TEST(SqlState, IsADefectWhenOurOwnFunctionsNameNoKnownCode) {
    ServerError raised;
    raised.sqlstate = "RM001";
    raised.detail = "no_such_code";
    EXPECT_EQ(error_of(raised).code, ErrorCode::internal_error);
}

TEST(SqlState, TellsWhatIsLostAndWhatIsWorthRepeating) {
    EXPECT_TRUE(loses_connection("57P01"));
    EXPECT_TRUE(loses_connection("08006"));
    EXPECT_FALSE(loses_connection("42501"));
    EXPECT_TRUE(worth_retrying("40001"));
    EXPECT_TRUE(worth_retrying("40P01"));
    EXPECT_FALSE(worth_retrying("23505"));
    EXPECT_TRUE(is_lost_statement("26000"));
    EXPECT_TRUE(is_lost_statement("42P05"));
}

} // namespace
} // namespace retail_mcp::db
