// Nothing that a client holds depends on the process that gave it: cursors, links to cut results
// and questions to a person outlive a restart.
#include "e2e/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;

const json able_to_ask{{"elicitation", {{"form", json::object()}}}};

/// One home, one process after another.
class Restart : public testing::Test {
protected:
    ServedShop serve() {
        return ServedShop{"seattle_manager", {}, {{"RETAIL_MCP_HOME", home_.path()}}};
    }

    TemporaryHome home_;
};

TEST_F(Restart, ACursorGoesOnInAnotherProcess) {
    const json first_page{{"query", "red"}, {"limit", 3}};
    json next_page = first_page;
    json before;
    {
        ServedShop first = serve();
        next_page["cursor"] =
            first.call("search_products", first_page)["structuredContent"]["next_cursor"];
        before = first.call("search_products", next_page)["structuredContent"]["products"];
        EXPECT_EQ(first.finish(), 0);
    }
    ServedShop second = serve();
    const json after = second.call("search_products", next_page)["structuredContent"]["products"];
    EXPECT_EQ(after.size(), 3U);
    EXPECT_EQ(after, before);
}

TEST_F(Restart, ALinkToACutResultIsReadInAnotherProcess) {
    std::string uri;
    {
        ServedShop first = serve();
        const json cut = first.call("list_transactions", {{"period", "last year"}, {"limit", 2}});
        for (const json& block : cut["content"]) {
            if (block["type"] == "resource_link") {
                uri = block["uri"];
            }
        }
        EXPECT_EQ(first.finish(), 0);
    }
    ASSERT_NE(uri, "");
    ServedShop second = serve();
    const json read = second.client().call_modern("resources/read", {{"uri", uri}});
    const std::string csv = read["result"]["contents"][0]["text"];
    EXPECT_THAT(csv, testing::HasSubstr("business_date"));
    EXPECT_GT(std::count(csv.begin(), csv.end(), '\n'), 10);
}

TEST_F(Restart, AQuestionIsAnsweredToAnotherProcess) {
    Database& database = Shop::instance().database();
    database.execute("DO $$ BEGIN CREATE ROLE restart_writer LOGIN PASSWORD 'p' IN ROLE mcp_user, "
                     "retail_store, retail_writer; EXCEPTION WHEN duplicate_object THEN NULL; END "
                     "$$; INSERT INTO retail_sec.store_access (principal, store_id, can_write) "
                     "VALUES ('restart_writer', 'seattle', true) ON CONFLICT DO NOTHING");
    const std::string url = database.conninfo("restart_writer", "p");
    json call;
    json asked;
    {
        ServedShop first = ServedShop::at(url, {{"RETAIL_MCP_HOME", home_.path()}});
        const json found = first.call("search_products", {{"query", "drill"}, {"limit", 1}});
        call = {
            {"name", "adjust_stock"},
            {"arguments",
             {{"action", "receipt"},
              {"sku", found["structuredContent"]["products"][0]["sku"]},
              {"quantity", 2},
              {"idempotency_key", "restart-1"}}}};
        asked = first.client().call_modern("tools/call", call, able_to_ask)["result"];
        EXPECT_EQ(first.finish(), 0);
    }
    ASSERT_EQ(asked["resultType"], "input_required") << asked.dump();
    for (const auto& [key, question] : asked["inputRequests"].items()) {
        call["inputResponses"][key] = {{"action", "accept"}, {"content", {{"confirm", true}}}};
    }
    call["requestState"] = asked["requestState"];
    ServedShop second = ServedShop::at(url, {{"RETAIL_MCP_HOME", home_.path()}});
    const json done = second.client().call_modern("tools/call", call, able_to_ask)["result"];
    EXPECT_EQ(done.value("isError", false), false) << done.dump();
    const auto& posted = done["structuredContent"];
    EXPECT_EQ(posted["after"].get<int>() - posted["before"].get<int>(), 2);
}

} // namespace
} // namespace retail_mcp::test
