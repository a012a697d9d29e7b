#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

constexpr const char* id_key = "io.modelcontextprotocol/subscriptionId";

Json listen(const Json& notifications) {
    return modern({{"notifications", notifications}});
}

TEST(Listen, AcknowledgesFirstAndOnlyWhatIsSupported) {
    FixtureSession session;
    session.client.send(request(
        "L",
        "subscriptions/listen",
        listen(
            {{"toolsListChanged", true},
             {"promptsListChanged", false},
             {"unknown", true},
             {"resourceSubscriptions", {"test://watched", "test://text"}}}
        )
    ));
    const Json first = session.client.receive();
    EXPECT_EQ(first["method"], "notifications/subscriptions/acknowledged");
    EXPECT_EQ(first["params"]["_meta"][id_key], "L");
    const Json expected = {
        {"toolsListChanged", true}, {"resourceSubscriptions", {"test://watched"}}};
    EXPECT_EQ(first["params"]["notifications"], expected);
    EXPECT_EQ(session.fixture.resources.watched, std::set<std::string>{"test://watched"});
}

TEST(Listen, HasItsResourcesNotedBeforeTheAcknowledgement) {
    FixtureSession session;
    session.client.start(
        "subscriptions/listen", listen({{"resourceSubscriptions", {"test://watched"}}})
    );
    session.client.receive();
    EXPECT_EQ(session.fixture.resources.noted, std::set<std::string>{"test://watched"});
}

TEST(Listen, HasTheListOfToolsWatchedWhileItIsOpen) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    EXPECT_FALSE(session.fixture.tools.watched) << "for a session nothing is watched";
    const Json id =
        session.client.start("subscriptions/listen", listen({{"toolsListChanged", true}}));
    session.client.receive();
    EXPECT_TRUE(session.fixture.tools.watched);
    session.client.notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_TRUE(session.run_until([&] { return !session.fixture.tools.watched; }));
}

TEST(Listen, TellsEachStreamWhatItAskedForUnderItsOwnId) {
    FixtureSession session;
    session.client.send(request(1, "subscriptions/listen", listen({{"toolsListChanged", true}})));
    session.client.send(request(
        "2", "subscriptions/listen", listen({{"resourceSubscriptions", {"test://watched"}}})
    ));
    session.client.receive();
    session.client.receive();
    session.server.tools_changed();
    session.server.prompts_changed();
    session.server.resource_updated("test://watched");
    const Json tools = session.client.receive();
    EXPECT_EQ(tools["method"], "notifications/tools/list_changed");
    EXPECT_EQ(tools["params"]["_meta"][id_key], 1);
    const Json resource = session.client.receive();
    EXPECT_EQ(resource["method"], "notifications/resources/updated");
    EXPECT_EQ(resource["params"]["uri"], "test://watched");
    EXPECT_EQ(resource["params"]["_meta"][id_key], "2");
    EXPECT_TRUE(session.client.silent_for(std::chrono::milliseconds(20)));
}

TEST(Listen, IsSilentAfterItsCancelAndStopsWatching) {
    FixtureSession session;
    const Json id = session.client.start(
        "subscriptions/listen",
        listen({{"toolsListChanged", true}, {"resourceSubscriptions", {"test://watched"}}})
    );
    session.client.receive();
    session.client.notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_TRUE(session.run_until([&] { return session.fixture.resources.watched.empty(); }));
    session.server.tools_changed();
    EXPECT_TRUE(session.client.silent_for(std::chrono::milliseconds(20)));
}

TEST(Listen, EndsWithAResultWhenTheServerEnds) {
    FixtureSession session;
    const Json id = session.client.start("subscriptions/listen", listen(Json::object()));
    session.client.receive();
    session.server.stop();
    const Json result = session.client.response_to(id)["result"];
    EXPECT_EQ(result["_meta"][id_key], id);
}

TEST(Listen, NeedsAWellFormedFilter) {
    FixtureSession session;
    for (const Json& params :
         {modern(),
          listen(5),
          listen({{"toolsListChanged", "yes"}}),
          listen({{"resourceSubscriptions", "x"}}),
          listen({{"resourceSubscriptions", {1}}})}) {
        EXPECT_EQ(session.client.call("subscriptions/listen", params)["error"]["code"], -32602);
    }
}

TEST(LegacySubscription, TellsTheSessionOfListsAndOfWhatItSubscribed) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    const Json uri = {{"uri", "test://watched"}};
    EXPECT_EQ(session.client.call("resources/subscribe", uri)["result"], Json::object());
    session.server.resources_changed();
    session.server.resource_updated("test://watched");
    EXPECT_EQ(session.client.receive()["method"], "notifications/resources/list_changed");
    EXPECT_EQ(session.client.receive()["params"], uri);
    EXPECT_EQ(session.client.call("resources/unsubscribe", uri)["result"], Json::object());
    EXPECT_TRUE(session.fixture.resources.watched.empty());
    session.client.call("resources/subscribe", uri);
    session.client.initialize("2025-06-18");
    EXPECT_TRUE(session.fixture.resources.watched.empty()) << "another session";
    const Json unknown = session.client.call("resources/subscribe", {{"uri", "test://none"}});
    EXPECT_EQ(unknown["error"]["code"], -32002);
}

} // namespace
} // namespace retail_mcp::test
