#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

int code_of(const Json& response) {
    return response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

TEST(LegacySession, EchoesEverySupportedRevisionAndOffersItsLatestForOthers) {
    for (const std::string revision :
         {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "1999-01-01", "2026-07-28"}) {
        FixtureSession session;
        const Json result = session.client.initialize(revision);
        const bool known = revision.starts_with("202") && revision != "2026-07-28";
        EXPECT_EQ(result["protocolVersion"], known ? revision : "2025-11-25");
        EXPECT_EQ(result["capabilities"].contains("completions"), revision != "2024-11-05");
        EXPECT_FALSE(result.contains("resultType"));
    }
}

TEST(LegacySession, AnswersPingWithAnEmptyObjectEvenBeforeInitialize) {
    FixtureSession session;
    EXPECT_EQ(session.client.call("ping")["result"], Json::object());
    session.client.initialize("2025-06-18");
    EXPECT_EQ(session.client.call("ping")["result"], Json::object());
}

TEST(LegacySession, RefusesInitializeWithoutAVersionAndStaysUsable) {
    FixtureSession session;
    EXPECT_EQ(
        code_of(session.client.call("initialize", {{"capabilities", Json::object()}})), -32602
    );
    EXPECT_EQ(session.client.initialize("2025-11-25")["protocolVersion"], "2025-11-25");
}

TEST(LegacySession, AnswersRequestsBeforeInitializeWithAnErrorAtOnce) {
    FixtureSession session;
    for (const std::string method : {"tools/list", "no/such", "server/discover"}) {
        EXPECT_EQ(code_of(session.client.call(method)), -32602) << method;
    }
}

TEST(LegacySession, ServesEveryListInEveryRevision) {
    for (const std::string revision : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
        FixtureSession session;
        session.client.initialize(revision);
        for (const auto& [method, key] : std::map<std::string, std::string>{
                 {"tools/list", "tools"},
                 {"resources/list", "resources"},
                 {"resources/templates/list", "resourceTemplates"},
                 {"prompts/list", "prompts"}}) {
            const Json result = session.client.call(method)["result"];
            EXPECT_FALSE(result[key].empty()) << revision << " " << method;
            EXPECT_FALSE(result.contains("ttlMs"));
            EXPECT_EQ(code_of(session.client.call(method, {{"cursor", "x"}})), -32602);
        }
    }
}

TEST(LegacySession, LeavesOutOfAToolsResultWhatItsRevisionDoesNotKnow) {
    for (const std::string revision : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
        FixtureSession session;
        session.client.initialize(revision);
        const bool structured = revision >= "2025-06-18";
        const Json sum = session.client.call(
            "tools/call", {{"name", "add"}, {"arguments", {{"a", 1}, {"b", 2}}}}
        );
        EXPECT_EQ(sum["result"]["content"][0]["text"], "3");
        EXPECT_EQ(sum["result"].contains("structuredContent"), structured) << revision;
        const Json link = session.client.call("tools/call", {{"name", "link"}});
        EXPECT_EQ(link["result"]["content"][1]["type"], structured ? "resource_link" : "text");
    }
}

TEST(LegacySession, NamesAnUnknownResourceWithTheCodeOfItsEra) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    const Json response = session.client.call("resources/read", {{"uri", "test://none"}});
    EXPECT_EQ(code_of(response), -32002);
    EXPECT_EQ(response["error"]["data"]["uri"], "test://none");
}

TEST(LegacySession, HasNoMethodsOfTheModernEraAndNoDeprecatedOnes) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    for (const std::string method :
         {"subscriptions/listen", "logging/setLevel", "tasks/list", "sampling/createMessage"}) {
        EXPECT_EQ(code_of(session.client.call(method)), -32601) << method;
    }
}

TEST(Batches, AreAnsweredWithOneArrayIn20250326Only) {
    const Json batch = Json::array(
        {request(1, "ping", Json::object()),
         {{"jsonrpc", "2.0"}, {"method", "notifications/unknown"}},
         request("b", "tools/call", {{"name", "wait"}, {"arguments", {{"milliseconds", 5}}}}),
         5}
    );
    FixtureSession session;
    session.client.initialize("2025-03-26");
    session.client.send(batch);
    const Json answers = session.client.receive();
    ASSERT_TRUE(answers.is_array());
    EXPECT_EQ(answers.size(), 3U);
    session.client.initialize("2025-06-18");
    session.client.send(batch);
    EXPECT_EQ(code_of(session.client.receive()), -32600);
}

TEST(Batches, OfNotificationsOnlyAreNotAnsweredAndEmptyOnesAreInvalid) {
    FixtureSession session;
    session.client.initialize("2025-03-26");
    session.client.send(Json::array({{{"jsonrpc", "2.0"}, {"method", "notifications/unknown"}}}));
    session.client.send(Json::array());
    EXPECT_EQ(code_of(session.client.receive()), -32600);
}

TEST(Batches, MayNotHoldInitialize) {
    FixtureSession session;
    session.client.initialize("2025-03-26");
    session.client.send(Json::array({request(7, "initialize", {{"protocolVersion", "2025-03-26"}})})
    );
    EXPECT_EQ(code_of(session.client.receive()[0]), -32600);
}

} // namespace
} // namespace retail_mcp::test
