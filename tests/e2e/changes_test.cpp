// What a client that waits is told when the database changes. Where notifications arrive the server
// looks of itself only every 30 seconds and the client waits for 20, so what is heard was notified.
#include "e2e/shop.hpp"
#include "support/pooler.hpp"
#include "support/standby.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <thread>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr const char* subscription = "io.modelcontextprotocol/subscriptionId";
constexpr const char* password = "for-tests-only";

/// The shop's tables, by the administrator's hand.
class Changes : public testing::Test {
protected:
    std::string ask(const std::string& sql) {
        const auto rows = admin_.value().query(sql);
        EXPECT_TRUE(rows) << rows.error().message << ' ' << rows.error().detail;
        return !rows->empty() && rows->columns() > 0 ? std::string{rows->text(0, 0)} : "";
    }

    void run(const std::string& sql) { Shop::instance().database().execute(sql); }

    /// A product that both have, so that its SKU alone does not tell the stores apart.
    std::string shared_sku(const std::string& store, const std::string& other) {
        return ask(
            "SELECT min(p.sku) FROM retail.products p JOIN retail.products o USING (sku) WHERE "
            "p.store_id = '" +
            store + "' AND o.store_id = '" + other + "'"
        );
    }

    void order(const std::string& store, const std::string& sku, int pieces) {
        run("UPDATE retail.inventory i SET on_order = on_order + " + std::to_string(pieces) +
            " FROM retail.products p WHERE p.store_id = i.store_id AND p.product_id = i.product_id "
            "AND i.store_id = '" +
            store + "' AND p.sku = '" + sku + "'");
    }

    /// Sessions that listen, after they had time to become as many.
    std::string listeners(const std::string& wanted) {
        std::string count;
        for (int i = 0; i < 500 && count != wanted; ++i) {
            std::this_thread::sleep_for(i == 0 ? 0ms : 20ms);
            count = ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                        "'retail-mcp listener' AND datname = current_database()");
        }
        return count;
    }

    /// Until the server has looked once more after a change, and next looks of itself in 30
    /// seconds: before each look it listens anew.
    void let_rest() {
        const std::string now = ask("SELECT clock_timestamp()");
        std::string looks;
        for (int i = 0; i < 500 && looks != "t"; ++i) {
            std::this_thread::sleep_for(20ms);
            looks =
                ask("SELECT bool_or(query_start > '" + now +
                    "') FROM pg_stat_activity WHERE application_name = 'retail-mcp listener' "
                    "AND datname = current_database()");
        }
        EXPECT_EQ(looks, "t") << "no look within ten seconds";
        std::this_thread::sleep_for(100ms); // for the look itself
    }

    Result<db::AdminConnection> admin_ = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
};

/// Opens a subscription and takes its acknowledgement.
json listen(ServedShop& served, const json& wanted) {
    const json id =
        served.client().start("subscriptions/listen", modern({{"notifications", wanted}}));
    const json first = served.client().receive();
    EXPECT_EQ(first["method"], "notifications/subscriptions/acknowledged") << first;
    EXPECT_EQ(first["params"]["notifications"], wanted);
    return id;
}

json listen_to(ServedShop& served, const std::string& uri) {
    return listen(served, {{"resourceSubscriptions", {uri}}});
}

void expect_update(ServedShop& served, const json& id, const std::string& uri) {
    const json message = served.client().receive();
    EXPECT_EQ(message["method"], "notifications/resources/updated") << message;
    EXPECT_EQ(message["params"]["uri"], uri);
    EXPECT_EQ(message["params"]["_meta"][subscription], id);
}

std::string product(const std::string& sku) {
    return "retail://product/" + sku;
}

TEST_F(Changes, AStockLevelIsTalkedOfAsItChangesAndAnotherStoresIsNot) {
    const std::string sku = shared_sku("seattle", "redmond");
    ServedShop served{"seattle_manager"};
    served.call("get_context");
    const json id = listen_to(served, product(sku));
    EXPECT_EQ(listeners("1"), "1");
    order("seattle", sku, 3); // this one the first look may see
    expect_update(served, id, product(sku));
    let_rest();
    order("seattle", sku, -3);
    expect_update(served, id, product(sku));
    order("redmond", sku, 3);
    order("redmond", sku, -3);
    EXPECT_TRUE(served.client().silent_for(1s));
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_EQ(listeners("0"), "0") << "no connection is held for nobody";
    order("seattle", sku, 3);
    order("seattle", sku, -3);
    EXPECT_TRUE(served.client().silent_for(500ms));
    EXPECT_EQ(served.finish(), 0);
}

TEST_F(Changes, ASessionOfAnEarlierRevisionSubscribesToAProduct) {
    const std::string sku = shared_sku("bellevue", "redmond");
    ServedShop served{"bellevue_manager"};
    served.call("get_context"); // or the session is told that the list has changed
    served.client().initialize("2025-11-25");
    EXPECT_EQ(listeners("0"), "0");
    const json uri{{"uri", product(sku)}};
    EXPECT_EQ(served.client().call("resources/subscribe", uri)["result"], json::object());
    for (const int pieces : {2, -2}) {
        order("bellevue", sku, pieces);
        const json message = served.client().receive();
        EXPECT_EQ(message["method"], "notifications/resources/updated") << message;
        EXPECT_EQ(message["params"], uri);
    }
    EXPECT_EQ(served.client().call("resources/unsubscribe", uri)["result"], json::object());
    EXPECT_EQ(listeners("0"), "0");
    EXPECT_EQ(served.finish(), 0);
}

TEST_F(Changes, AFinishedEmbeddingRunChangesTheContext) {
    run("INSERT INTO retail.embedding_models (store_id, model, dimensions) VALUES ('seattle', "
        "'changes-test', 3) ON CONFLICT DO NOTHING");
    const std::string active = ask(
        "SELECT coalesce((SELECT model FROM retail.embedding_models WHERE store_id = 'seattle' AND "
        "active), '')"
    );
    ServedShop served{"seattle_manager"};
    const json id = listen_to(served, "retail://context");
    EXPECT_EQ(listeners("1"), "1");
    for (const char* revision : {"7", "8"}) {
        run("SELECT retail_sec.finish_embedding('seattle', 'changes-test', " +
            std::string{revision} + ")");
        expect_update(served, id, "retail://context");
        let_rest();
    }
    run("DELETE FROM retail.embedding_models WHERE model = 'changes-test'; UPDATE "
        "retail.embedding_models SET active = true WHERE store_id = 'seattle' AND model = '" +
        active + "'");
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_EQ(served.finish(), 0);
}

TEST_F(Changes, AChangedGrantChangesTheListOfTools) {
    run("SELECT retail_sec.set_principal('changes_clerk', '{bellevue}', false, false); SELECT "
        "retail_sec.set_principal_password('changes_clerk', 'for-tests-only')");
    ServedShop served =
        ServedShop::at(Shop::instance().database().conninfo("changes_clerk", password));
    served.call("get_context");
    const auto offered = [&] {
        return served.client().call_modern("tools/list")["result"]["tools"].dump();
    };
    EXPECT_THAT(offered(), Not(HasSubstr("adjust_stock")));
    const json id = listen(served, {{"toolsListChanged", true}});
    EXPECT_EQ(listeners("1"), "1");
    const std::string channel =
        "SELECT channel FROM retail_sec.store_channels WHERE store_id = 'bellevue'";
    const std::string before = ask(channel);
    const auto expect_change = [&] {
        const json message = served.client().receive();
        EXPECT_EQ(message["method"], "notifications/tools/list_changed") << message;
        EXPECT_EQ(message["params"]["_meta"][subscription], id);
    };
    run("SELECT retail_sec.grant_stores('changes_clerk', '{bellevue}', true, NULL)");
    expect_change();
    EXPECT_THAT(offered(), HasSubstr("adjust_stock"));
    EXPECT_EQ(ask(channel), before);
    let_rest();
    run("SELECT retail_sec.revoke_stores('changes_clerk', NULL, false)");
    expect_change();
    EXPECT_THAT(offered(), Not(HasSubstr("adjust_stock")));
    EXPECT_NE(ask(channel), before) << "a name that is known to somebody without the store";
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_EQ(served.finish(), 0);
    run("SELECT retail_sec.drop_principal('changes_clerk')");
}

TEST_F(Changes, BehindAPoolerTheyAreLookedFor) {
    const std::string sku = shared_sku("online", "redmond");
    const Pooler pooler{Postgres::instance(), {{"online_manager", password}}};
    ServedShop served = ServedShop::at(
        pooler.conninfo(Shop::instance().database().name(), "online_manager", password)
    );
    served.call("get_context");
    const json id = listen_to(served, product(sku));
    for (const int pieces : {1, -1}) {
        order("online", sku, pieces);
        expect_update(served, id, product(sku));
    }
    EXPECT_EQ(ask("SELECT count(*) FROM retail_sec.store_channels WHERE store_id = 'online'"), "0")
        << "nothing was listened to on a session that is others', too";
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_EQ(served.finish(), 0);
}

TEST_F(Changes, OnAStandbyTheyAreLookedFor) {
    const std::string sku = shared_sku("redmond", "seattle");
    const Standby standby{Postgres::instance(), "redmond_manager", password};
    ServedShop served = ServedShop::at(
        standby.conninfo(Shop::instance().database().name(), "redmond_manager", password)
    );
    served.call("get_context");
    const json id = listen_to(served, product(sku));
    for (const int pieces : {4, -4}) {
        order("redmond", sku, pieces);
        ask("SELECT pg_switch_wal()");
        expect_update(served, id, product(sku));
    }
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_EQ(served.finish(), 0);
}

/// What a psql that listens to the channel of `store` is told while `statement` runs.
std::string heard_during(const std::string& store, const std::string& statement) {
    const std::string command = "psql -XAtq '" + Shop::instance().database().admin_conninfo() +
                                "' 2>&1 <<'END'\n"
                                "SELECT 'LISTEN ' || channel FROM retail_sec.store_channels "
                                "WHERE store_id = '" +
                                store + "' \\gexec\n" + statement + ";\nSELECT 1;\nEND\n";
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    std::string said;
    for (std::array<char, 512> block{}; std::fgets(block.data(), block.size(), pipe) != nullptr;) {
        said += block.data();
    }
    EXPECT_EQ(::pclose(pipe), 0) << said;
    return said;
}

TEST_F(Changes, NobodyIsNotifiedWhereNobodyListens) {
    const auto hear_until = [&](const std::string& time) {
        run("INSERT INTO retail_sec.store_channels (store_id, heard_until) VALUES ('redmond', " +
            time + "), ('seattle', " + time +
            ") ON CONFLICT (store_id) DO UPDATE SET heard_until = excluded.heard_until");
    };
    const std::string write =
        "UPDATE retail.inventory SET on_order = on_order WHERE store_id = 'redmond'";
    hear_until("now() + interval '1 minute'");
    const std::string heard = heard_during("redmond", write);
    EXPECT_THAT(heard, HasSubstr("Asynchronous notification"));
    EXPECT_THAT(heard, Not(HasSubstr("payload"))) << "what changed is for those to see who may";
    EXPECT_THAT(heard_during("seattle", write), Not(HasSubstr("notification")));
    hear_until("now() - interval '1 second'");
    EXPECT_THAT(heard_during("redmond", write), Not(HasSubstr("notification")));
}

TEST_F(Changes, APrincipalIsToldNoChannelsName) {
    ServedShop served{"seattle_manager"};
    for (const char* sql :
         {"SELECT channel FROM retail_sec.store_channels",
          "SELECT * FROM pg_listening_channels()",
          "SELECT retail_sec.tell_listeners('{redmond}')",
          "SELECT pg_notify('x', '')"}) {
        EXPECT_TRUE(served.call("run_sql", {{"sql", sql}}).value("isError", false)) << sql;
    }
    EXPECT_EQ(served.finish(), 0);
}

} // namespace
} // namespace retail_mcp::test
