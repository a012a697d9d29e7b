// Asking the person behind the client, by the fixture's `order`: two forms at once, then a third.
#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

const Json can_ask = {{"elicitation", {{"form", Json::object()}}}};

Json accept(Json content) {
    return {{"action", "accept"}, {"content", std::move(content)}};
}

Json word(const char* text) {
    return accept({{"word", text}});
}

/// The whole response to a request of 2026-07-28 with these answers.
Json ask(
    FixtureSession& session,
    const char* method,
    Json params,
    const Json& answers = {},
    const Json& state = {}
) {
    if (!answers.is_null()) {
        params["inputResponses"] = answers;
    }
    if (!state.is_null()) {
        params["requestState"] = state;
    }
    return session.client.call_modern(method, std::move(params), can_ask);
}

Json order(FixtureSession& session, const Json& answers = {}, const Json& state = {}) {
    return ask(session, "tools/call", {{"name", "order"}}, answers, state);
}

TEST(Inquiry, PutsSeveralFormsAtOnceAndGoesOnInFurtherRounds) {
    FixtureSession session;
    const Json first = order(session)["result"];
    EXPECT_EQ(first["resultType"], "input_required");
    EXPECT_EQ(first["inputRequests"].size(), 2U);
    EXPECT_EQ(first["inputRequests"]["size"]["params"]["message"], "Which size?");
    const Json second = order(
        session,
        {{"what", word("tea")}, {"size", accept({{"size", "l"}})}, {"other", 5}},
        first["requestState"]
    )["result"];
    ASSERT_EQ(second["resultType"], "input_required");
    EXPECT_EQ(second["inputRequests"].size(), 1U);
    EXPECT_NE(second["requestState"], first["requestState"]);
    // The answers of the first round are in the state now.
    const Json done = order(session, {{"name", word("Ada")}}, second["requestState"])["result"];
    EXPECT_EQ(done["content"][0]["text"], "tea in l for Ada");
}

TEST(Inquiry, AsksOnlyForWhatIsMissing) {
    FixtureSession session;
    const Json first = order(session)["result"];
    const Json again = order(session, {{"what", word("tea")}}, first["requestState"])["result"];
    EXPECT_EQ(again["inputRequests"].size(), 1U);
    EXPECT_TRUE(again["inputRequests"].contains("size"));
    const Json second =
        order(session, {{"size", {{"action", "decline"}}}}, again["requestState"])["result"];
    const Json done =
        order(session, {{"name", {{"action", "cancel"}}}}, second["requestState"])["result"];
    EXPECT_EQ(done["content"][0]["text"], "tea in ? for nothing");
}

TEST(Inquiry, RefusesAnswersThatDoNotFitTheForm) {
    FixtureSession session;
    for (const Json& bad :
         {accept({{"size", "xxl"}}),
          accept(Json::object()),
          accept({{"size", "s"}, {"count", 0}}),
          accept({{"size", "s"}, {"count", 1.5}}),
          accept({{"size", "s"}, {"extras", {"lid", "hat"}}}),
          accept({{"size", "s"}, {"extras", {"lid", "bag", "lid"}}}),
          accept({{"size", 5}})}) {
        const Json answers = {{"what", word("tea")}, {"size", bad}};
        EXPECT_EQ(order(session, answers)["error"]["code"], -32602) << bad;
    }
    for (const char* const length : {"x", "too long a word"}) {
        const Json answers = {{"what", word(length)}, {"size", accept({{"size", "s"}})}};
        EXPECT_EQ(order(session, answers)["error"]["code"], -32602) << length;
    }
    const Json good = {
        {"what", word("žluťoučk")}, // eight letters, more bytes
        {"size", accept({{"size", "s"}, {"count", 9}, {"extras", {"bag"}}})}};
    EXPECT_EQ(order(session, good)["result"]["resultType"], "input_required");
}

TEST(Inquiry, IsOpenToPromptsAndResourcesToo) {
    FixtureSession session;
    for (const auto& [method, params] :
         {std::pair("prompts/get", Json{{"name", "asked"}}),
          std::pair("resources/read", Json{{"uri", "test://asked"}})}) {
        const Json first = ask(session, method, params)["result"];
        ASSERT_EQ(first["resultType"], "input_required") << method;
        EXPECT_FALSE(first.contains("ttlMs"));
        const Json done =
            ask(session, method, params, {{"word", word("tea")}}, first["requestState"])["result"];
        EXPECT_EQ(done["resultType"], "complete");
        EXPECT_NE(done.dump().find("tea"), std::string::npos);
        const Json refused = session.client.call_modern(method, params);
        EXPECT_EQ(refused["error"]["code"], -32021);
    }
}

TEST(Inquiry, AsksASessionsClientOneFormAfterTheOther) {
    FixtureSession session;
    session.client.initialize("2025-11-25", can_ask);
    const Json id = session.client.start("tools/call", {{"name", "order"}});
    for (const Json& answer : {accept({{"size", "s"}}), word("tea"), word("Ada")}) {
        const Json asked = session.client.receive();
        EXPECT_EQ(asked["method"], "elicitation/create");
        session.client.send({{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", answer}});
    }
    EXPECT_EQ(session.client.response_to(id)["result"]["content"][0]["text"], "tea in s for Ada");
}

TEST(Requirement, OfACapabilityIsNamedWhereTheClientLacksIt) {
    FixtureSession session;
    const Json need = {{"name", "need"}};
    const Json error = session.client.call_modern("tools/call", need)["error"];
    EXPECT_EQ(error["code"], -32021);
    EXPECT_EQ(error["data"]["requiredCapabilities"], Json({{"sampling", Json::object()}}));
    const Json able = {{"sampling", Json::object()}};
    EXPECT_EQ(
        session.client.call_modern("tools/call", need, able)["result"]["content"][0]["text"],
        "there"
    );
    session.client.initialize("2025-11-25");
    EXPECT_EQ(session.client.call("tools/call", need)["result"]["isError"], true);
    session.client.initialize("2025-11-25", able);
    EXPECT_FALSE(session.client.call("tools/call", need)["result"].contains("isError"));
}

} // namespace
} // namespace retail_mcp::test
