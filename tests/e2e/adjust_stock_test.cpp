// Changing stock through the binary, as clients of both eras do it: over a pipe, with a person who
// is asked, and with processes that are killed in the middle.
#include "e2e/shop.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <map>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json able_to_ask{{"elicitation", {{"form", json::object()}}}};
const json yes{{"action", "accept"}, {"content", {{"confirm", true}}}};

/// Two stores with a lamp each, a writer and a reader of the first, a writer of both.
class StockRoom {
public:
    StockRoom() {
        database_.execute(R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
  ('north', 'North', 'USD', 'America/Los_Angeles'), ('south', 'South', 'USD', 'America/Los_Angeles');
INSERT INTO retail.products (product_id, store_id, sku, product_name, price, cost, reorder_point) VALUES
  ('00000000-0000-0000-0000-0000000000a1', 'north', 'LAMP', 'Desk lamp', 50, 30, 8),
  ('00000000-0000-0000-0000-0000000000a2', 'north', 'VASE', 'Vase', 20, 5, 1),
  ('00000000-0000-0000-0000-0000000000b1', 'south', 'LAMP', 'Desk lamp', 50, 30, 8);
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, moved_at) VALUES
  ('north', '00000000-0000-0000-0000-0000000000a1', 'receipt', 10, '2026-02-01');
)sql");
        add_login("stock_writer", "'north'", true);
        add_login("stock_reader", "'north'", false);
        add_login("stock_region", "'north', 'south'", true);
    }

    std::string url(std::string_view login) const { return database_.conninfo(login, "p"); }

    /// The single value of a question that administration asks.
    std::string value_of(const std::string& sql) const {
        auto admin = db::AdminConnection::open(db::ConnectionString{database_.admin_conninfo()});
        const auto rows = admin.value().query(sql);
        return std::string{rows.value().text(0, 0)};
    }

    std::string on_hand(const std::string& store, const std::string& sku = "LAMP") const {
        return value_of(
            "SELECT trim_scale(i.on_hand) FROM retail.inventory i JOIN retail.products p USING "
            "(store_id, product_id) WHERE p.store_id = '" +
            store + "' AND p.sku = '" + sku + "'"
        );
    }

    /// Products whose counter is not the sum of their ledger.
    std::string wrong_counters() const {
        return value_of("SELECT count(*) FROM retail.inventory i WHERE on_hand <> (SELECT "
                        "coalesce(sum(m.quantity), 0) FROM retail.inventory_movements m WHERE "
                        "(m.store_id, m.product_id) = (i.store_id, i.product_id))");
    }

    std::string movements() const {
        return value_of("SELECT count(*) FROM retail.inventory_movements");
    }

private:
    void add_login(const std::string& name, const std::string& stores, bool may_write) {
        const bool many = stores.find(',') != std::string::npos;
        database_.execute(
            "DO $$ BEGIN CREATE ROLE " + name + " LOGIN PASSWORD 'p' IN ROLE mcp_user, " +
            (many ? "retail_region" : "retail_store") + (may_write ? ", retail_writer" : "") +
            "; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
            "INSERT INTO retail_sec.store_access (principal, store_id, can_write) SELECT '" +
            name + "', unnest(ARRAY[" + stores + "]), " + (may_write ? "true" : "false")
        );
    }

    RetailDatabase database_;
};

json call_of(const json& arguments) {
    return {{"name", "adjust_stock"}, {"arguments", arguments}};
}

/// The same call with the person's answer to what it asked.
json answered(json call, const json& asked, const json& answer = yes) {
    for (const auto& [key, question] : asked["inputRequests"].items()) {
        call["inputResponses"][key] = answer;
    }
    call["requestState"] = asked["requestState"];
    return call;
}

json modern_result(McpClient& client, const json& call) {
    return client.call_modern("tools/call", call, able_to_ask)["result"];
}

/// Asked and agreed to.
json adjust(McpClient& client, const json& arguments) {
    const json call = call_of(arguments);
    const json asked = modern_result(client, call);
    return asked.value("resultType", "") == "input_required"
               ? modern_result(client, answered(call, asked))
               : asked;
}

json lamp(std::string_view action, const json& quantity, std::string_view key) {
    return {{"action", action}, {"sku", "LAMP"}, {"quantity", quantity}, {"idempotency_key", key}};
}

TEST(AdjustStockOverAPipe, ShowsThePersonTheEffectAndPostsAfterTheAnswer) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    const json call = call_of(lamp("damage", 3, "damage-1"));
    const json asked = modern_result(served.client(), call);
    ASSERT_EQ(asked["resultType"], "input_required") << asked.dump();
    EXPECT_THAT(asked.dump(), HasSubstr("On hand 10 becomes 7 (-3), value -90.00 USD."));
    EXPECT_EQ(room.movements(), "1") << "nothing is posted before the answer";

    const json answer = answered(call, asked);
    const json posted = modern_result(served.client(), answer);
    EXPECT_EQ(posted["structuredContent"]["after"], 7) << posted.dump();
    EXPECT_EQ(room.value_of("SELECT count(*) FROM retail_sec.used_request_states"), "1");

    json again = modern_result(served.client(), answer);
    EXPECT_EQ(again["structuredContent"]["movement"]["replayed"], true);
    again["structuredContent"]["movement"]["replayed"] = false;
    again["structuredContent"]["as_of"] = posted["structuredContent"]["as_of"];
    EXPECT_EQ(again["structuredContent"], posted["structuredContent"]);
    EXPECT_EQ(room.on_hand("north"), "7");
    EXPECT_EQ(room.movements(), "2");
}

TEST(AdjustStockOverAPipe, AnAnswerCountsForItsOwnQuestionOnly) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    const json asked = modern_result(served.client(), call_of(lamp("damage", 1, "damage-1")));
    const json other = answered(call_of(lamp("damage", 9, "damage-9")), asked);
    const json refused = served.client().call_modern("tools/call", other, able_to_ask);
    EXPECT_EQ(room.movements(), "1") << refused.dump();

    const json call = call_of(lamp("damage", 1, "damage-1"));
    adjust(served.client(), lamp("receipt", 5, "receipt-1"));
    EXPECT_EQ(error_code_of(modern_result(served.client(), answered(call, asked))), "conflict");
    EXPECT_EQ(room.on_hand("north"), "15");
}

TEST(AdjustStockOverAPipe, NothingIsPostedWithoutAPersonsYes) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    const json call = call_of(lamp("count", 4, "count-01"));
    const json asked = modern_result(served.client(), call);
    const json declined = answered(call, asked, {{"action", "decline"}});
    EXPECT_EQ(error_code_of(modern_result(served.client(), declined)), "confirmation_declined");
    // a question is answered once
    EXPECT_EQ(error_code_of(modern_result(served.client(), answered(call, asked))), "conflict");
    EXPECT_EQ(room.movements(), "1");

    const json cannot_ask = served.client().call_modern("tools/call", call);
    EXPECT_EQ(cannot_ask["error"]["code"], -32021) << cannot_ask.dump();

    json confirmed_by_itself = call;
    confirmed_by_itself["inputResponses"] = {{"confirmation", yes}};
    modern_result(served.client(), confirmed_by_itself);
    confirmed_by_itself["requestState"] = "AAAA";
    served.client().call_modern("tools/call", confirmed_by_itself, able_to_ask);
    EXPECT_EQ(room.movements(), "1");

    Program program{
        {"call", "adjust_stock", lamp("count", 4, "count-01").dump()}, room.url("stock_writer")};
    program.output();
    EXPECT_NE(program.exit_code(), 0) << "there is no terminal to ask on";
    EXPECT_EQ(room.movements(), "1");
}

TEST(AdjustStockOverAPipe, AFormThatWasOnlyDismissedCanBeAnsweredYet) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    const json call = call_of(lamp("count", 4, "count-02"));
    const json asked = modern_result(served.client(), call);
    const json dismissed = answered(call, asked, {{"action", "cancel"}});
    EXPECT_EQ(error_code_of(modern_result(served.client(), dismissed)), "confirmation_declined");
    EXPECT_EQ(room.movements(), "1");
    const json posted = modern_result(served.client(), answered(call, asked));
    EXPECT_FALSE(posted.value("isError", false)) << posted.dump();
    EXPECT_EQ(room.on_hand("north"), "4");
}

TEST(AdjustStockOverAPipe, ASessionsClientIsAskedByElicitation) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    McpClient& client = served.client();
    client.initialize("2025-06-18", {{"elicitation", json::object()}});
    const auto respond = [&](const json& arguments, const json& answer) {
        const json id = client.start("tools/call", call_of(arguments));
        json question = client.receive();
        while (question.value("method", "") != "elicitation/create") {
            question = client.receive(); // the list of tools may be announced as changed before
        }
        client.send({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", answer}});
        return client.response_to(id)["result"];
    };
    const json refused = respond(lamp("receipt", 2, "receipt-1"), {{"action", "decline"}});
    EXPECT_EQ(error_code_of(refused), "confirmation_declined");
    EXPECT_EQ(room.on_hand("north"), "10");
    const json posted = respond(lamp("receipt", 2, "receipt-1"), yes);
    EXPECT_EQ(posted["structuredContent"]["after"], 12) << posted.dump();
    EXPECT_EQ(room.on_hand("north"), "12");
}

TEST(AdjustStockOverAPipe, ASessionsClientThatCannotAskIsRefused) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_writer"));
    served.client().initialize("2025-06-18");
    const json refused =
        served.client().call("tools/call", call_of(lamp("receipt", 2, "receipt-1")))["result"];
    EXPECT_EQ(error_code_of(refused), "confirmation_unavailable");
    EXPECT_EQ(room.movements(), "1");
}

TEST(AdjustStockOverAPipe, AReadersLoginNeitherSeesNorMayCallIt) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_reader"));
    served.call("get_context");
    const json listed = served.client().call_modern("tools/list")["result"]["tools"];
    for (const json& tool : listed) {
        EXPECT_NE(tool["name"], "adjust_stock");
    }
    const json refused = served.client().call_modern(
        "tools/call", call_of(lamp("count", 1, "count-01")), able_to_ask
    );
    EXPECT_TRUE(refused.contains("error") || refused["result"].value("isError", false))
        << refused.dump();
    EXPECT_EQ(room.movements(), "1");
}

TEST(AdjustStockOverAPipe, EveryActionMovesTheLedgerAndAnUndoTakesItBackOnce) {
    StockRoom room;
    ServedShop served = ServedShop::at(room.url("stock_region"));
    McpClient& client = served.client();
    const auto after = [&](json arguments, std::string_view store) {
        arguments["store"] = store;
        const json result = adjust(client, arguments);
        EXPECT_FALSE(result.value("isError", false)) << result.dump();
        return result.value("structuredContent", json::object());
    };
    EXPECT_EQ(after(lamp("count", 12, "count-01"), "north")["after"], 12);
    EXPECT_EQ(after(lamp("receipt", "2.5", "receipt-1"), "north")["after"], "14.5");
    EXPECT_EQ(after(lamp("return_to_supplier", "0.5", "return-1"), "north")["after"], 14);
    const json damage = after(lamp("damage", 4, "damage-1"), "north");
    EXPECT_EQ(damage["after"], 10);
    json undo{
        {"action", "undo"},
        {"movement_id", damage["movement"]["movement_id"]},
        {"idempotency_key", "undo-0001"}};
    EXPECT_EQ(after(undo, "north")["after"], 14);
    undo["idempotency_key"] = "undo-0002";
    undo["store"] = "north";
    EXPECT_EQ(error_code_of(adjust(client, undo)), "conflict");

    json transfer = lamp("transfer", 4, "transfer-1");
    transfer["to_store"] = "south";
    const json sent = after(transfer, "north");
    EXPECT_EQ(sent["movement"]["in_transit"], true);
    EXPECT_EQ(room.on_hand("south"), "0");
    const json arrival{
        {"action", "receipt"},
        {"movement_id", sent["movement"]["movement_id"]},
        {"idempotency_key", "arrival-1"}};
    EXPECT_EQ(after(arrival, "south")["after"], 4);
    EXPECT_EQ(room.on_hand("north"), "10");
    EXPECT_EQ(room.wrong_counters(), "0");
}

/// A client with one process at a time and one adjustment under way.
class Clerk {
public:
    explicit Clerk(const StockRoom& room) : room_{room} { start(); }

    void begin(json arguments) {
        call_ = call_of(arguments);
        id_ = send(call_);
    }

    /// Receives the question and answers it; false if there is no question.
    bool agree() {
        result_ = served_->client().response_to(id_)["result"];
        if (result_.value("resultType", "") != "input_required") {
            return false;
        }
        id_ = send(answered(call_, result_));
        return true;
    }

    json result() { return served_->client().response_to(id_)["result"]; }

    const json& last_result() const { return result_; }

    void die_and_return() {
        served_->process().signal(SIGKILL);
        served_->process().wait(std::chrono::seconds{10});
        start();
    }

private:
    void start() {
        served_ = std::make_unique<ServedShop>(ServedShop::at(room_.url("stock_writer")));
    }

    json send(const json& call) {
        return served_->client().start("tools/call", modern(call, able_to_ask));
    }

    const StockRoom& room_;
    std::unique_ptr<ServedShop> served_;
    json call_;
    json id_;
    json result_;
};

/// Adjustment number `i` of the storm below, and what it changes.
json storm_adjustment(int i) {
    json arguments =
        lamp(i % 2 == 0 ? "receipt" : "damage", 1 + i % 5, "storm-" + std::to_string(1000 + i));
    arguments["sku"] = i % 3 == 0 ? "VASE" : "LAMP";
    return arguments;
}

int change_by(int i) {
    return (i % 2 == 0 ? 1 : -1) * (1 + i % 5);
}

TEST(AdjustStockOverAPipe, AHundredAdjustmentsBySeveralProcessesThatAreKilledArePostedOnceEach) {
    StockRoom room;
    constexpr int adjustments = 100;
    std::deque<int> open;
    std::map<std::string, int> expected{{"LAMP", 10}, {"VASE", 0}};
    for (int i = 0; i < adjustments; ++i) {
        open.push_back(i);
        expected[storm_adjustment(i)["sku"]] += change_by(i);
    }
    std::deque<Clerk> clerks;
    for (int i = 0; i < 4; ++i) {
        clerks.emplace_back(room);
    }
    int attempts = 0;
    int kills = 0;
    int conflicts = 0;
    while (!open.empty()) {
        ASSERT_LT(attempts, 2000) << open.size() << " adjustments never came through";
        std::vector<std::pair<Clerk*, int>> working;
        for (Clerk& clerk : clerks) {
            if (!open.empty()) {
                clerk.begin(storm_adjustment(open.front()));
                working.emplace_back(&clerk, open.front());
                open.pop_front();
            }
        }
        std::vector<std::pair<Clerk*, int>> posting;
        for (auto& [clerk, number] : working) {
            if (clerk->agree()) {
                posting.emplace_back(clerk, number);
            } else {
                EXPECT_EQ(clerk->last_result()["structuredContent"]["movement"]["replayed"], true)
                    << clerk->last_result().dump();
            }
        }
        for (auto& [clerk, number] : posting) {
            if (++attempts % 9 == 0) { // whether it was posted is for the next attempt to find out
                clerk->die_and_return();
                ++kills;
                open.push_back(number);
                continue;
            }
            const json result = clerk->result();
            if (result.value("isError", false)) {
                EXPECT_EQ(error_code_of(result), "conflict") << result.dump();
                ++conflicts;
                open.push_back(number);
            }
        }
    }
    std::cout << attempts << " attempts, " << kills << " kills, " << conflicts << " conflicts\n";
    EXPECT_GT(kills, 5);
    EXPECT_GT(conflicts, 0);
    EXPECT_EQ(room.wrong_counters(), "0");
    EXPECT_EQ(room.on_hand("north", "LAMP"), std::to_string(expected["LAMP"]));
    EXPECT_EQ(room.on_hand("north", "VASE"), std::to_string(expected["VASE"]));
    EXPECT_EQ(room.movements(), std::to_string(adjustments + 1));
    EXPECT_EQ(
        room.value_of("SELECT count(DISTINCT idempotency_key) FROM retail.inventory_movements"),
        std::to_string(adjustments)
    );
}

} // namespace
} // namespace retail_mcp::test
