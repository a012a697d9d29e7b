#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

const Json can_ask = {{"elicitation", Json::object()}};
const Json yes = {{"action", "accept"}, {"content", {{"confirm", true}}}};

Json confirm_call(std::string_view item = "it") {
    return {{"name", "confirm"}, {"arguments", {{"item", item}}}};
}

/// The first half: the question, as a result.
Json question(FixtureSession& session, const Json& call) {
    return session.client.call_modern("tools/call", call, can_ask)["result"];
}

/// The second half: the same call with an answer.
Json retry(FixtureSession& session, Json call, const Json& state, const Json& answer) {
    call["requestState"] = state;
    call["inputResponses"] = {{"confirmation", answer}};
    return session.client.call_modern("tools/call", call, can_ask);
}

TEST(ModernConfirmation, AsksAndActsOnTheRepeatedRequest) {
    FixtureSession session;
    const Json asked = question(session, confirm_call());
    EXPECT_EQ(asked["resultType"], "input_required");
    EXPECT_FALSE(asked.contains("content"));
    const Json form = asked["inputRequests"]["confirmation"];
    EXPECT_EQ(form["method"], "elicitation/create");
    EXPECT_EQ(form["params"]["message"], "Change it?");
    EXPECT_TRUE(session.fixture.tools.confirmations.empty());
    const Json done = retry(session, confirm_call(), asked["requestState"], yes);
    EXPECT_EQ(done["result"]["content"][0]["text"], "changed it");
    ASSERT_EQ(session.fixture.tools.confirmations.size(), 1U);
    EXPECT_EQ(session.fixture.tools.confirmations[0].state, "state of it");
    EXPECT_FALSE(session.fixture.tools.confirmations[0].id.empty());
}

TEST(ModernConfirmation, WithoutElicitationIsRefusedWithTheMissingCapability) {
    FixtureSession session;
    for (const Json& capabilities :
         {Json::object(), Json{{"elicitation", {{"url", Json::object()}}}}}) {
        const Json error =
            session.client.call_modern("tools/call", confirm_call(), capabilities)["error"];
        EXPECT_EQ(error["code"], -32021);
        EXPECT_EQ(error["data"]["requiredCapabilities"], can_ask);
    }
    EXPECT_TRUE(session.fixture.tools.confirmations.empty());
}

TEST(ModernConfirmation, TakesNoForAnAnswer) {
    FixtureSession session;
    const Json state = question(session, confirm_call())["requestState"];
    for (const Json& no :
         {Json{{"action", "decline"}},
          Json{{"action", "cancel"}},
          Json{{"action", "accept"}, {"content", {{"confirm", false}}}}}) {
        const Json result = retry(session, confirm_call(), state, no)["result"];
        EXPECT_EQ(result["_meta"]["retail-mcp/error"]["code"], "confirmation_declined");
    }
    EXPECT_TRUE(session.fixture.tools.confirmations.empty());
}

TEST(ModernConfirmation, RefusesAStateOfAnotherRequestOrPrincipalOrATamperedOne) {
    FixtureSession session;
    std::string state = question(session, confirm_call("a"))["requestState"];
    EXPECT_EQ(retry(session, confirm_call("b"), state, yes)["error"]["code"], -32602);
    state[state.size() / 2] = state[state.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(retry(session, confirm_call("a"), state, yes)["error"]["code"], -32602);
    EXPECT_EQ(retry(session, confirm_call("a"), 5, yes)["error"]["code"], -32602);

    mcp::ServerOptions shared = Fixture::options();
    mcp::ServerOptions other = shared;
    other.principal = [] { return std::string("somebody else"); };
    FixtureSession first(shared);
    FixtureSession second(other);
    const Json foreign = question(first, confirm_call())["requestState"];
    EXPECT_EQ(retry(second, confirm_call(), foreign, yes)["error"]["code"], -32602);
    EXPECT_TRUE(second.fixture.tools.confirmations.empty());
}

TEST(ModernConfirmation, AsksAgainWhenTheAnswerIsMissingOrTooLate) {
    FixtureSession session;
    const Json state = question(session, confirm_call())["requestState"];
    Json call = confirm_call();
    call["requestState"] = state;
    EXPECT_EQ(question(session, call)["resultType"], "input_required");
    call["inputResponses"] = {{"other", yes}};
    EXPECT_EQ(question(session, call)["resultType"], "input_required");

    mcp::ServerOptions options = Fixture::options();
    options.confirmation_lifetime = std::chrono::seconds(-5);
    FixtureSession late(std::move(options));
    const Json stale = question(late, confirm_call())["requestState"];
    EXPECT_EQ(retry(late, confirm_call(), stale, yes)["result"]["resultType"], "input_required");
}

TEST(ModernConfirmation, RefusesMalformedAnswers) {
    FixtureSession session;
    const Json state = question(session, confirm_call())["requestState"];
    for (const Json& bad :
         {Json(5),
          Json::object(),
          Json{{"action", "maybe"}},
          Json{{"action", "accept"}},
          Json{{"action", "accept"}, {"content", {{"confirm", "yes"}}}}}) {
        EXPECT_EQ(retry(session, confirm_call(), state, bad)["error"]["code"], -32602) << bad;
    }
    Json call = confirm_call();
    call["inputResponses"] = Json::array();
    EXPECT_EQ(session.client.call_modern("tools/call", call, can_ask)["error"]["code"], -32602);
}

TEST(ModernConfirmation, IsIgnoredWhereNothingIsAsked) {
    FixtureSession session;
    const Json call = {{"name", "echo"}, {"requestState", 5}, {"inputResponses", "x"}};
    EXPECT_TRUE(session.client.call_modern("tools/call", call, can_ask).contains("result"));
}

TEST(ModernConfirmation, OutlivesTheProcessThatAsked) {
    mcp::ServerOptions options = Fixture::options(); // one key, as from one key file
    FixtureSession before(options);
    const Json state = question(before, confirm_call())["requestState"];
    FixtureSession after(options);
    EXPECT_TRUE(retry(after, confirm_call(), state, yes).contains("result"));
    EXPECT_EQ(after.fixture.tools.confirmations.size(), 1U);
}

TEST(LegacyConfirmation, AsksOverTheSameConnection) {
    FixtureSession session;
    session.client.initialize("2025-06-18", can_ask);
    const Json id = session.client.start("tools/call", confirm_call());
    const Json asked = session.client.receive();
    EXPECT_EQ(asked["method"], "elicitation/create");
    session.client.send({{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", yes}});
    EXPECT_EQ(session.client.response_to(id)["result"]["content"][0]["text"], "changed it");
    EXPECT_TRUE(session.fixture.tools.confirmations.at(0).id.empty());
}

TEST(LegacyConfirmation, ChangesNothingWhenDeclinedRefusedOrImpossible) {
    FixtureSession session;
    session.client.initialize("2025-11-25", can_ask);
    for (const Json& answer :
         {Json{{"result", {{"action", "decline"}}}},
          Json{{"error", {{"code", -32601}, {"message", "no"}}}}}) {
        const Json id = session.client.start("tools/call", confirm_call());
        Json reply = answer;
        reply["jsonrpc"] = "2.0";
        reply["id"] = session.client.receive()["id"];
        session.client.send(reply);
        EXPECT_EQ(session.client.response_to(id)["result"]["isError"], true);
    }
    session.client.initialize("2025-11-25");
    const Json result = session.client.call("tools/call", confirm_call())["result"];
    EXPECT_EQ(result["_meta"]["retail-mcp/error"]["code"], "confirmation_unavailable");
    EXPECT_TRUE(session.fixture.tools.confirmations.empty());
}

TEST(LegacyConfirmation, AsksNothingBeforeTheClientIsReady) {
    FixtureSession session;
    session.client.call(
        "initialize",
        {{"protocolVersion", "2025-11-25"},
         {"capabilities", can_ask},
         {"clientInfo", {{"name", "test"}, {"version", "1"}}}}
    );
    const Json result = session.client.call("tools/call", confirm_call())["result"];
    EXPECT_EQ(result["_meta"]["retail-mcp/error"]["code"], "confirmation_unavailable");
}

TEST(LegacyConfirmation, EndsWithTheClient) {
    FixtureSession session;
    session.client.initialize("2025-11-25", can_ask);
    session.client.start("tools/call", confirm_call());
    session.client.receive();
    session.client.finish();
    EXPECT_TRUE(session.run_until([&] { return session.ended(); }));
    EXPECT_TRUE(session.fixture.tools.confirmations.empty());
}

} // namespace
} // namespace retail_mcp::test
