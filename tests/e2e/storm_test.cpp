// Many calls in flight, many of them cancelled: each is answered once, or not at all.
#include "e2e/shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <thread>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

/// A call, and what its answer and no other one's has: a part of the response, and the value there.
struct Call {
    json params;
    json::json_pointer part;
    json value;
};

const std::vector<Call>& calls() {
    const auto tool = [](const char* name, json arguments) {
        return json{{"name", name}, {"arguments", std::move(arguments)}};
    };
    static const std::vector<Call> mixed{
        {tool("get_context", json::object()),
         "/result/structuredContent/principal"_json_pointer,
         "seattle_manager"},
        {tool("search_products", {{"query", "cordless drill"}, {"limit", 2}}),
         "/result/structuredContent/understood/text"_json_pointer,
         "cordless drill"},
        {tool("search_products", {{"query", "garden hose"}, {"limit", 2}}),
         "/result/structuredContent/understood/text"_json_pointer,
         "garden hose"},
        {tool("summarize_sales", {{"period", "2026-01"}}),
         "/result/structuredContent/period/from"_json_pointer,
         "2026-01-01"},
        {tool("summarize_sales", {{"period", "2025-12"}}),
         "/result/structuredContent/period/from"_json_pointer,
         "2025-12-01"},
        {tool("get_product", {{"sku", "no such thing"}}),
         "/result/_meta/retail-mcp~1error/code"_json_pointer,
         "unknown_sku"},
        {tool("check_stock", {{"limit", "three"}}),
         "/result/_meta/retail-mcp~1error/code"_json_pointer,
         "invalid_arguments"},
        {tool("no_such_tool", json::object()), "/error/code"_json_pointer, -32602}};
    return mixed;
}

/// Under the sanitizer freed memory is not kept back for long, so that the size says something.
std::string without_quarantine() {
    const char* const options = std::getenv("ASAN_OPTIONS");
    return (options == nullptr ? "" : std::string{options} + ':') + "quarantine_size_mb=1";
}

TEST(Storm, EveryCallIsAnsweredOnceOrNotAtAllAfterItsCancellation) {
    constexpr int total = 10'000;
    constexpr std::size_t in_flight = 200;
    constexpr unsigned seed = 20261124;
    std::mt19937 random{seed};
    ServedShop served{"seattle_manager", {}, {{"ASAN_OPTIONS", without_quarantine()}}};
    served.client().initialize("2025-06-18");
    long settled_kilobytes = 0;
    std::map<int, int> answers;
    std::set<int> open;
    std::map<int, int> cancelled; // and the last id that was sent before
    int newest_answered = 0;
    std::map<int, const Call*> question;
    const auto take = [&] {
        const json message = served.client().receive();
        if (message.contains("id") && message["id"].is_number()) {
            const int id = message["id"];
            ++answers[id];
            open.erase(id);
            if (const auto stopped = cancelled.find(id); stopped != cancelled.end()) {
                // Whoever answers a later request has read what was sent before it.
                EXPECT_LE(newest_answered, stopped->second) << id << " answered after its cancel";
            }
            newest_answered = std::max(newest_answered, id);
            const Call& asked = *question.at(id);
            EXPECT_EQ(message.value(asked.part, json{}), asked.value) << message;
        }
    };
    std::vector<int> sent;
    for (int i = 0; i < total; ++i) {
        const Call& call = calls()[random() % calls().size()];
        const int id = served.client().start("tools/call", call.params);
        question[id] = &call;
        sent.push_back(id);
        open.insert(id);
        if (random() % 5 == 0) { // one that may be running, waiting, or long answered
            const int victim =
                sent[sent.size() - 1 - random() % std::min<std::size_t>(sent.size(), 50)];
            served.client().notify("notifications/cancelled", {{"requestId", victim}});
            cancelled.try_emplace(victim, id);
            open.erase(victim);
        }
        while (open.size() >= in_flight) {
            take();
        }
        if (i == total * 2 / 5) {
            settled_kilobytes = served.process().resident_kilobytes();
        }
    }
    while (!open.empty()) {
        take();
    }
    const long grown_kilobytes = served.process().resident_kilobytes() - settled_kilobytes;
    EXPECT_LT(grown_kilobytes, 8 * 1024) << "over the last 6,000 calls";
    // A last call: what was cancelled and answered all the same has arrived before its answer.
    served.client().call("tools/list");
    EXPECT_EQ(served.finish(), 0);
    for (const json& message : served.client().rest()) {
        if (message.contains("id") && message["id"].is_number()) {
            ++answers[message["id"].get<int>()];
        }
    }
    int unanswered = 0;
    for (const int id : sent) {
        EXPECT_LE(answers[id], 1) << id;
        if (answers[id] == 0) {
            ++unanswered;
            EXPECT_TRUE(cancelled.contains(id)) << id;
        }
    }
    std::cout << total << " calls, " << cancelled.size() << " cancelled, " << unanswered
              << " of them unanswered; " << settled_kilobytes << " kB resident, later "
              << grown_kilobytes << " more\n";
}

constexpr auto half_a_minute_of_work =
    "SELECT count(*) FROM generate_series(1, 20000) a, generate_series(1, 20000) b";

TEST(Storm, ACancelledStatementEndsInPostgresqlWithinHalfASecond) {
    ServedShop served{"analyst"};
    served.client().initialize("2025-06-18");
    auto admin = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
    const auto running = [&] {
        const auto rows = admin.value().query(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'analyst' AND state = 'active' "
            "AND datname = current_database() AND clock_timestamp() - query_start > '50 ms'"
        );
        return rows.value().text(0, 0) != "0";
    };
    // Less than the statement takes by itself, which would otherwise end it, too.
    const auto wait_until = [&](bool wanted) {
        const auto patience = Clock::now() + std::chrono::seconds{5};
        while (running() != wanted && Clock::now() < patience) {
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        return running() == wanted;
    };
    const auto recorded_as_cancelled = [&] {
        const auto rows = admin.value().query(
            "SELECT count(*) FROM retail.audit_log WHERE table_name = 'tool_call' AND user_name = "
            "'analyst' AND action = 'run_sql' AND new_values ->> 'outcome' = 'cancelled'"
        );
        return std::stoi(std::string{rows.value().text(0, 0)});
    };
    const int recorded_before = recorded_as_cancelled();
    constexpr int rounds = 7;
    std::vector<json> cancelled;
    std::vector<double> milliseconds;
    for (int round = 0; round < rounds; ++round) {
        cancelled.push_back(served.client().start(
            "tools/call", {{"name", "run_sql"}, {"arguments", {{"sql", half_a_minute_of_work}}}}
        ));
        ASSERT_TRUE(wait_until(true));
        const auto since = Clock::now();
        served.client().notify("notifications/cancelled", {{"requestId", cancelled.back()}});
        ASSERT_TRUE(wait_until(false));
        const std::chrono::duration<double, std::milli> took = Clock::now() - since;
        milliseconds.push_back(took.count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    EXPECT_LT(milliseconds[milliseconds.size() / 2], 500);
    std::cout << "ended in PostgreSQL after " << milliseconds.front() << " to "
              << milliseconds.back() << " ms\n";
    EXPECT_FALSE(
        served.client().call("tools/call", calls()[0].params)["result"].value("isError", false)
    );
    EXPECT_EQ(served.finish(), 0);
    EXPECT_EQ(recorded_as_cancelled() - recorded_before, rounds);
    for (const json& message : served.client().rest()) {
        EXPECT_THAT(cancelled, testing::Not(testing::Contains(message.value("id", json{}))));
    }
}

} // namespace
} // namespace retail_mcp::test
