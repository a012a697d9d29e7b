#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

Json slow_call() {
    return modern({{"name", "wait"}, {"arguments", {{"milliseconds", 60'000}}}});
}

TEST(Cancellation, StopsTheWorkAndIsMetWithSilence) {
    FixtureSession session;
    Json params = slow_call();
    params["_meta"]["progressToken"] = 1;
    const Json id = session.client.start("tools/call", params);
    session.client.receive(); // progress: it runs
    session.client.notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_TRUE(session.run_until([&] { return session.fixture.tools.stopped == 1; }));
    EXPECT_TRUE(session.client.silent_for(std::chrono::milliseconds(50)));
}

TEST(Cancellation, FreesItsIdForTheNextRequest) {
    FixtureSession session;
    session.client.send(request("a", "tools/call", slow_call()));
    session.client.notify("notifications/cancelled", {{"requestId", "a"}});
    session.client.send(request("a", "tools/call", modern({{"name", "echo"}})));
    EXPECT_TRUE(session.client.receive().contains("result"));
}

TEST(Cancellation, OfUnknownOrMalformedIdsIsIgnored) {
    FixtureSession session;
    const Json id = session.client.start("tools/call", modern({{"name", "echo"}}));
    session.client.response_to(id);
    for (const Json& params :
         {Json{{"requestId", id}}, Json{{"requestId", "none"}}, Json{{"requestId", {1}}}, Json{}}) {
        session.client.send(
            {{"jsonrpc", "2.0"}, {"method", "notifications/cancelled"}, {"params", params}}
        );
    }
    EXPECT_TRUE(session.client.call_modern("tools/list").contains("result"));
}

TEST(RequestId, InUseIsRefusedAndTheFirstRequestIsAnsweredOnce) {
    FixtureSession session;
    const Json call = modern({{"name", "wait"}, {"arguments", {{"milliseconds", 50}}}});
    session.client.send(request(5, "tools/call", call));
    session.client.send(request(5, "tools/call", call));
    EXPECT_EQ(session.client.receive()["error"]["code"], -32600);
    EXPECT_TRUE(session.client.receive().contains("result"));
    EXPECT_TRUE(session.client.silent_for(std::chrono::milliseconds(100)));
}

TEST(Flood, OfTenThousandMixedCallsIsAnsweredExactlyOnceOrNotAtAllAfterItsCancel) {
    FixtureSession session;
    std::mt19937 random(7);       // NOLINT: a fixed seed repeats the run
    std::map<int, int> cancelled; // and the last id that was sent before
    const std::vector<Json> kinds{
        modern({{"name", "echo"}, {"arguments", {{"text", "x"}}}}),
        modern({{"name", "wait"}, {"arguments", {{"milliseconds", 1}}}}),
        modern({{"name", "fail"}}),
        modern({{"name", "throw"}})};
    constexpr int total = 10'000;
    for (int id = 0; id < total; ++id) {
        session.client.send(request(id, "tools/call", kinds[random() % kinds.size()]));
        if (random() % 4 == 0) {
            const int victim = id - static_cast<int>(random() % 20);
            cancelled.try_emplace(victim, id);
            session.client.notify("notifications/cancelled", {{"requestId", victim}});
        }
    }
    session.client.finish();
    std::map<int, int> answers;
    int newest = 0;
    for (const Json& response : session.client.rest()) {
        const int id = response["id"];
        ++answers[id];
        if (const auto stopped = cancelled.find(id); stopped != cancelled.end()) {
            EXPECT_LE(newest, stopped->second) << id << " answered after its cancel was read";
        }
        newest = std::max(newest, id);
    }
    for (int id = 0; id < total; ++id) {
        const int count = answers[id];
        EXPECT_LE(count, 1) << id;
        EXPECT_TRUE(count == 1 || cancelled.contains(id)) << id;
    }
    EXPECT_EQ(session.fixture.tools.waiting, 0);
}

} // namespace
} // namespace retail_mcp::test
