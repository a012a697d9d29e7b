// Writing to the stock ledger: asked first, posted once, never from a stale view.

#include "shop.hpp"

#include <gmock/gmock.h>

#include <set>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const Timestamp now = *Timestamp::parse("2025-06-18T17:00:00Z");

class AdjustStock : public testing::Test {
protected:
    AdjustStock() {
        database.execute(R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
  ('north', 'North', 'USD', 'America/Los_Angeles'), ('south', 'South', 'USD', 'America/Los_Angeles');
INSERT INTO retail.products (product_id, store_id, sku, product_name, price, cost, reorder_point) VALUES
  ('00000000-0000-0000-0000-0000000000a1', 'north', 'LAMP', 'Desk lamp', 50, 30, 8),
  ('00000000-0000-0000-0000-0000000000a2', 'north', 'VASE', 'Vase', 20, 5, 1),
  ('00000000-0000-0000-0000-0000000000b1', 'south', 'LAMP', 'Desk lamp', 50, 30, 8);
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity, moved_at) VALUES
  ('north', '00000000-0000-0000-0000-0000000000a1', 'receipt', 10, '2025-06-01');
)sql");
        make_principal(database, "north_writer", {"north"}, true);
        make_principal(database, "north_reader", {"north"});
        make_principal(database, "both_writer", {"north", "south"}, true);
    }

    std::string on_hand(const std::string& store, const std::string& sku = "LAMP") const {
        return value_of(
            database,
            "SELECT trim_scale(i.on_hand) FROM retail.inventory i JOIN retail.products p USING "
            "(store_id, product_id) WHERE p.store_id = '" +
                store + "' AND p.sku = '" + sku + "'"
        );
    }

    std::string ledger_less_on_hand() const {
        return value_of(
            database,
            "SELECT coalesce(sum(abs(i.on_hand - coalesce(m.q, 0))), 0)::int FROM retail.inventory "
            "i LEFT JOIN "
            "(SELECT store_id, product_id, sum(quantity) q FROM retail.inventory_movements GROUP "
            "BY "
            "1, 2) m USING (store_id, product_id)"
        );
    }

    RetailDatabase database;
};

TEST_F(AdjustStock, AsksWithBeforeAfterAndConsequencesThenPostsOnce) {
    Clerk clerk{database, "north_writer", now};
    const json damage{
        {"action", "damage"},
        {"sku", "LAMP"},
        {"quantity", 3},
        {"reason", "dropped"},
        {"idempotency_key", "damage-1"}};
    const json answer = clerk.ask("adjust_stock", damage);
    EXPECT_THAT(clerk.question, HasSubstr("On hand 10 becomes 7 (-3), value -90.00 USD."));
    EXPECT_THAT(clerk.question, HasSubstr("falls to the reorder point of 8"));
    EXPECT_THAT(clerk.question, HasSubstr("\"dropped\""));
    EXPECT_EQ(answer["before"], 10);
    EXPECT_EQ(answer["after"], 7);
    EXPECT_EQ(answer["movement"]["replayed"], false);
    EXPECT_EQ(on_hand("north"), "7");

    const json again = clerk.ask("adjust_stock", damage);
    EXPECT_EQ(again["movement"]["movement_id"], answer["movement"]["movement_id"]);
    EXPECT_EQ(again["movement"]["replayed"], true);
    EXPECT_EQ(on_hand("north"), "7");
}

TEST_F(AdjustStock, ChangesNothingUnlessAPersonAgrees) {
    Clerk clerk{database, "north_writer", now};
    const json count{
        {"action", "count"}, {"sku", "LAMP"}, {"quantity", 4}, {"idempotency_key", "count-001"}};
    clerk.person = PersonSays::no;
    EXPECT_EQ(clerk.complaint("adjust_stock", count).code, ErrorCode::confirmation_declined);
    clerk.person = PersonSays::cannot_be_asked;
    EXPECT_EQ(clerk.complaint("adjust_stock", count).code, ErrorCode::confirmation_unavailable);
    EXPECT_EQ(on_hand("north"), "10");
    clerk.person = PersonSays::yes;
    EXPECT_EQ(clerk.ask("adjust_stock", count)["after"], 4);
}

TEST_F(AdjustStock, RefusesAKeyThatDidSomethingElse) {
    Clerk clerk{database, "north_writer", now};
    json receipt{
        {"action", "receipt"}, {"sku", "LAMP"}, {"quantity", 5}, {"idempotency_key", "delivery-7"}};
    clerk.ask("adjust_stock", receipt);
    receipt["quantity"] = 6;
    EXPECT_EQ(clerk.complaint("adjust_stock", receipt).code, ErrorCode::idempotency_mismatch);
    EXPECT_EQ(on_hand("north"), "15");
}

TEST_F(AdjustStock, UndoesByANewMovementOnlyOnce) {
    Clerk clerk{database, "north_writer", now};
    const json receipt = clerk.ask(
        "adjust_stock",
        {{"action", "receipt"},
         {"sku", "LAMP"},
         {"quantity", "2.5"},
         {"idempotency_key", "delivery-8"}}
    );
    EXPECT_EQ(receipt["after"], "12.5");
    json undo{
        {"action", "undo"},
        {"movement_id", receipt["movement"]["movement_id"]},
        {"idempotency_key", "undo-0001"}};
    EXPECT_EQ(clerk.ask("adjust_stock", undo)["after"], 10);
    EXPECT_EQ(clerk.ask("adjust_stock", undo)["movement"]["replayed"], true);
    undo["idempotency_key"] = "undo-0002";
    EXPECT_EQ(clerk.complaint("adjust_stock", undo).code, ErrorCode::conflict);
    EXPECT_EQ(on_hand("north"), "10");
    EXPECT_EQ(ledger_less_on_hand(), "0");
}

TEST_F(AdjustStock, ATransferIsInTransitUntilItsReceiptIsPosted) {
    Clerk clerk{database, "both_writer", now};
    const json transfer{
        {"action", "transfer"},
        {"store", "north"},
        {"to_store", "south"},
        {"sku", "LAMP"},
        {"quantity", 4},
        {"idempotency_key", "transfer-1"}};
    const json sent = clerk.ask("adjust_stock", transfer);
    EXPECT_THAT(clerk.question, HasSubstr("in transit until south receives them"));
    EXPECT_EQ(sent["movement"]["in_transit"], true);
    EXPECT_EQ(sent["before"], 10);
    EXPECT_EQ(sent["after"], 6);
    EXPECT_EQ(on_hand("north"), "6");
    EXPECT_EQ(on_hand("south"), "0");

    const json arrival{
        {"action", "receipt"},
        {"store", "south"},
        {"movement_id", sent["movement"]["movement_id"]},
        {"idempotency_key", "arrival-1"}};
    const json received = clerk.ask("adjust_stock", arrival);
    EXPECT_THAT(clerk.question, HasSubstr("Receive 4 of \"Desk lamp\" (\"LAMP\") from north"));
    EXPECT_EQ(received["movement"]["kind"], "transfer_in");
    EXPECT_EQ(received["after"], 4);
    EXPECT_EQ(on_hand("north"), "6");
    EXPECT_EQ(on_hand("south"), "4");
    EXPECT_EQ(clerk.ask("adjust_stock", arrival)["movement"]["replayed"], true);
    EXPECT_EQ(clerk.ask("adjust_stock", transfer)["movement"]["in_transit"], false);

    json again = arrival;
    again["idempotency_key"] = "arrival-2";
    EXPECT_EQ(clerk.complaint("adjust_stock", again).code, ErrorCode::conflict);
    EXPECT_EQ(on_hand("south"), "4");
    EXPECT_EQ(ledger_less_on_hand(), "0");
}

TEST_F(AdjustStock, ATransferIsReceivedOnlyWhereItWasSent) {
    Clerk clerk{database, "both_writer", now};
    const json sent = clerk.ask(
        "adjust_stock",
        {{"action", "transfer"},
         {"store", "north"},
         {"to_store", "south"},
         {"sku", "LAMP"},
         {"quantity", 4},
         {"idempotency_key", "transfer-2"}}
    );
    json arrival{
        {"action", "receipt"},
        {"store", "north"},
        {"movement_id", sent["movement"]["movement_id"]},
        {"idempotency_key", "arrival-3"}};
    EXPECT_EQ(clerk.complaint("adjust_stock", arrival).code, ErrorCode::unknown_movement);
    arrival["action"] = "undo";
    EXPECT_EQ(clerk.complaint("adjust_stock", arrival).code, ErrorCode::conflict);
    EXPECT_EQ(on_hand("north"), "6");
}

TEST_F(AdjustStock, SendsNothingToAStoreThatDoesNotCarryTheSkuOrIsNotOnesOwn) {
    Clerk both{database, "both_writer", now};
    json transfer{
        {"action", "transfer"},
        {"store", "north"},
        {"to_store", "south"},
        {"sku", "VASE"},
        {"quantity", 1},
        {"idempotency_key", "transfer-3"}};
    EXPECT_EQ(both.complaint("adjust_stock", transfer).code, ErrorCode::unknown_sku);
    transfer["to_store"] = "nowhere";
    EXPECT_EQ(both.complaint("adjust_stock", transfer).code, ErrorCode::store_not_available);
    transfer["to_store"] = "north";
    EXPECT_EQ(both.complaint("adjust_stock", transfer).code, ErrorCode::invalid_arguments);
    Clerk north{database, "north_writer", now};
    transfer.erase("store");
    transfer["to_store"] = "south";
    EXPECT_EQ(north.complaint("adjust_stock", transfer).code, ErrorCode::store_not_available);
    EXPECT_EQ(value_of(database, "SELECT count(*) FROM retail.inventory_movements"), "1");
}

TEST_F(AdjustStock, PostsNothingOnStockThatChangedWhileThePersonThought) {
    Clerk clerk{database, "north_writer", now};
    clerk.while_asked = [&] {
        database.execute(
            "INSERT INTO retail.inventory_movements (store_id, product_id, kind, "
            "quantity, moved_at) VALUES ('north', '00000000-0000-0000-0000-0000000000a1', "
            "'damage', -1, '2025-06-18T16:00Z')"
        );
    };
    const json count{
        {"action", "count"}, {"sku", "LAMP"}, {"quantity", 4}, {"idempotency_key", "count-002"}};
    EXPECT_EQ(clerk.complaint("adjust_stock", count).code, ErrorCode::conflict);
    EXPECT_EQ(on_hand("north"), "9");
    clerk.while_asked = {};
    const json answer = clerk.ask("adjust_stock", count);
    EXPECT_THAT(clerk.question, HasSubstr("On hand 9 becomes 4 (-5)"));
    EXPECT_EQ(answer["after"], 4);
    EXPECT_EQ(on_hand("north"), "4");
}

TEST_F(AdjustStock, ACountAnsweredAgainKeepsItsAnswerWhenOlderMovementsHaveComeIn) {
    Clerk clerk{database, "north_writer", now};
    const json count{
        {"action", "count"}, {"sku", "LAMP"}, {"quantity", 4}, {"idempotency_key", "count-003"}};
    clerk.ask("adjust_stock", count);
    database.execute("INSERT INTO retail.inventory_movements (store_id, product_id, kind, "
                     "quantity, moved_at) VALUES ('north', "
                     "'00000000-0000-0000-0000-0000000000a1', 'receipt', 5, '2025-06-02')");
    EXPECT_EQ(on_hand("north"), "4") << "the count stands";
    const json again = clerk.ask("adjust_stock", count);
    EXPECT_EQ(again["before"], 10);
    EXPECT_EQ(again["after"], 4);
    EXPECT_EQ(ledger_less_on_hand(), "0");
}

TEST_F(AdjustStock, StockMayBecomeNegativeAndThePersonIsTold) {
    Clerk clerk{database, "north_writer", now};
    const json answer = clerk.ask(
        "adjust_stock",
        {{"action", "return_to_supplier"},
         {"sku", "VASE"},
         {"quantity", 2},
         {"idempotency_key", "return-001"}}
    );
    EXPECT_THAT(clerk.question, HasSubstr("The stock becomes negative."));
    EXPECT_EQ(answer["after"], -2);
}

TEST_F(AdjustStock, IsOfferedToWritersOnlyAndNamesWhatIsMissing) {
    Clerk reader{database, "north_reader", now};
    Clerk writer{database, "north_writer", now};
    Clerk both{database, "both_writer", now};
    EXPECT_THAT(reader.listed_tools(), testing::Not(testing::Contains("adjust_stock")));
    reader.ask("get_context", json::object());
    EXPECT_THAT(reader.listed_tools(), testing::Not(testing::Contains("adjust_stock")));
    EXPECT_THAT(writer.listed_tools(), testing::Contains("adjust_stock"));
    EXPECT_EQ(
        reader.complaint(
                  "adjust_stock", {{"action", "count"}, {"idempotency_key", "whatever"}}
        ).code,
        ErrorCode::unknown_tool
    );
    const Error missing =
        writer.complaint("adjust_stock", {{"action", "transfer"}, {"idempotency_key", "whatever"}});
    EXPECT_THAT(missing.message, HasSubstr("/sku is required"));
    EXPECT_THAT(missing.message, HasSubstr("/quantity is required"));
    EXPECT_THAT(missing.message, HasSubstr("/to_store is required for transfer"));
    EXPECT_EQ(
        both.complaint(
                "adjust_stock",
                {{"action", "count"},
                 {"sku", "LAMP"},
                 {"quantity", 1},
                 {"idempotency_key", "whatever"}}
        ).code,
        ErrorCode::store_required
    );
}

TEST_F(AdjustStock, LedgerEqualsOnHandAfterAHundredConcurrentAdjustmentsWithRetries) {
    Clerk clerk{database, "north_writer", now};
    std::vector<json> open;
    for (int i = 0; i < 100; ++i) {
        const std::string key = "parallel-" + std::to_string(i);
        open.push_back(
            {{"action", i % 2 == 0 ? "receipt" : "damage"},
             {"sku", i % 3 == 0 ? "VASE" : "LAMP"},
             {"quantity", 1 + i % 5},
             {"idempotency_key", key}}
        );
    }
    int rounds = 0;
    std::set<std::string> movements;
    while (!open.empty() && rounds++ < 200) {
        const auto results = clerk.call_together("adjust_stock", open);
        std::vector<json> refused;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!results[i].error) {
                movements.insert(json::parse(results[i].structured)["movement"]["movement_id"]);
                continue;
            }
            ASSERT_EQ(results[i].error->code, ErrorCode::conflict) << results[i].error->message;
            refused.push_back(open[i]);
        }
        open = std::move(refused);
    }
    EXPECT_EQ(movements.size(), 100U);
    EXPECT_EQ(ledger_less_on_hand(), "0");
    EXPECT_EQ(value_of(database, "SELECT count(*) FROM retail.inventory_movements"), "101");
}

} // namespace
} // namespace retail_mcp::test
