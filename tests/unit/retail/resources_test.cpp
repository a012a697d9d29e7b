// Links to cut answers, their CSV, URIs, and what is offered for what was typed.
#include "retail/resource_uri.hpp"
#include "retail/result_link.hpp"

#include <retail_mcp/retail/completions.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

namespace retail_mcp::retail {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const auto now = std::chrono::system_clock::time_point{std::chrono::hours{24 * 365 * 50}};

class ResultLink : public testing::Test {
protected:
    /// The token that a cut answer of `anna` carries.
    std::string token() {
        mcp::ToolResult result;
        result.structured = R"({"truncated":true})";
        link_cut_result(
            result,
            sealer,
            "anna",
            {"check_stock", {{"status", "all"}, {"limit", 5}, {"cursor", "x"}}},
            now
        );
        return std::get<mcp::ResourceLink>(result.more.at(0)).uri.substr(result_prefix.size());
    }

    Sealer sealer = Sealer::ephemeral();
};

TEST_F(ResultLink, HoldsTheCallWithoutItsPage) {
    const auto call = open_result_token(sealer, "anna", token(), now);
    ASSERT_TRUE(call) << call.error().message;
    EXPECT_EQ(call->tool, "check_stock");
    EXPECT_EQ(call->arguments, nlohmann::json({{"status", "all"}}));
}

TEST_F(ResultLink, IsReadableForAnHourAndNoLonger) {
    EXPECT_TRUE(open_result_token(sealer, "anna", token(), now + 1h));
    const auto late = open_result_token(sealer, "anna", token(), now + 1h + 1s);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::unknown_resource);
}

TEST_F(ResultLink, OpensForNobodyElseAndNotWhenTouched) {
    EXPECT_FALSE(open_result_token(sealer, "bert", token(), now));
    std::string touched = token();
    touched[touched.size() / 2] = touched[touched.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_result_token(sealer, "anna", touched, now));
    EXPECT_FALSE(open_result_token(sealer, "anna", "", now));
    EXPECT_FALSE(open_result_token(Sealer::ephemeral(), "anna", token(), now));
}

TEST_F(ResultLink, IsGivenForCutAnswersOnly) {
    mcp::ToolResult whole;
    whole.structured = R"({"truncated":false})";
    link_cut_result(whole, sealer, "anna", {"check_stock", {}}, now);
    EXPECT_TRUE(whole.more.empty());
    mcp::ToolResult failed;
    failed.structured = R"({"truncated":true})";
    failed.error = Error{ErrorCode::timeout, "", "", {}, ""};
    link_cut_result(failed, sealer, "anna", {"check_stock", {}}, now);
    EXPECT_TRUE(failed.more.empty());
}

TEST(CsvTable, CollectsThePagesOfAList) {
    CsvTable table;
    table.add({{"store", nullptr}, {"lines", {{{"sku", "A-1"}, {"on_hand", 3}}}}});
    table.add({{"lines", {{{"sku", "A,2"}, {"note", "said \"no\""}}}}});
    EXPECT_EQ(table.rows(), 2U);
    EXPECT_EQ(table.render(), "sku,on_hand,note\r\nA-1,3,\r\n\"A,2\",,\"said \"\"no\"\"\"\r\n");
}

TEST(CsvTable, TakesColumnsAndRowsOfAQuery) {
    CsvTable table;
    table.add(
        {{"columns", {{{"name", "a"}}, {{"name", "b"}}}}, {"rows", {{"1", nullptr}, {true, "x"}}}}
    );
    EXPECT_EQ(table.render(), "a,b\r\n1,\r\ntrue,x\r\n");
}

TEST(CsvTable, LeavesNoFormulaForASpreadsheet) {
    CsvTable table;
    table.add({{"lines", {{{"a", "=1+1"}, {"b", "-12.50"}, {"c", "@x"}, {"d", "-rm"}}}}});
    EXPECT_EQ(table.render(), "a,b,c,d\r\n\"'=1+1\",-12.50,\"'@x\",\"'-rm\"\r\n");
}

TEST(ResourceUri, HasOnePlainSegmentBehindThePrefix) {
    EXPECT_EQ(segment_behind(product_prefix, "retail://product/A-1"), "A-1");
    EXPECT_EQ(segment_behind(product_prefix, "retail://product/A%2F1%20b"), "A/1 b");
    for (const char* uri :
         {"retail://product/",
          "retail://product/a/b",
          "retail://product/a?x",
          "retail://product/a#x",
          "retail://product/%",
          "retail://product/%4",
          "retail://product/%zz",
          "retail://product/%00",
          "retail://product/%ff",
          "retail://product/a\nb",
          "retail://schema/a",
          ""}) {
        EXPECT_FALSE(segment_behind(product_prefix, uri)) << uri;
    }
}

TEST(RankCompletions, PutsPrefixesFirstThenWordsThenSlips) {
    const std::vector<std::string> brands{"Acme", "New Bosch", "Bosch", "Makita", "Bosh & Co"};
    EXPECT_THAT(rank_completions("bosc", brands), ElementsAre("Bosch", "New Bosch", "Bosh & Co"));
    EXPECT_THAT(rank_completions("MAKT", brands), ElementsAre("Makita"));
    EXPECT_EQ(rank_completions("", brands), brands);
    EXPECT_THAT(rank_completions("maita", brands), ElementsAre("Makita")) << "a letter left out";
    EXPECT_THAT(rank_completions("makkita", brands), ElementsAre("Makita")) << "one too many";
    EXPECT_TRUE(rank_completions("zz", brands).empty());
}

} // namespace
} // namespace retail_mcp::retail
