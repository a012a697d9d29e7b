#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

int code_of(const Json& response) {
    return response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

TEST(ToolsCall, RefusesUnknownToolsAndMalformedParamsAsProtocolErrors) {
    FixtureSession session;
    const Json unknown = session.client.call_modern("tools/call", {{"name", "nothing"}});
    EXPECT_EQ(code_of(unknown), -32602);
    EXPECT_NE(
        unknown["error"]["message"].get<std::string>().find("Unknown tool"), std::string::npos
    );
    for (const Json& params :
         {Json::object(),
          Json{{"name", 3}},
          Json{{"name", "echo"}, {"arguments", Json::array()}}}) {
        EXPECT_EQ(code_of(session.client.call_modern("tools/call", params)), -32602) << params;
    }
}

TEST(ToolsCall, GivesFailuresTheModelCanMendAsResultsWithoutStructuredContent) {
    FixtureSession session;
    const Json result = session.client.call_modern("tools/call", {{"name", "fail"}})["result"];
    EXPECT_EQ(result["isError"], true);
    EXPECT_FALSE(result.contains("structuredContent"));
    const Json error = result["_meta"]["retail-mcp/error"];
    EXPECT_EQ(error["code"], "unknown_sku");
    EXPECT_EQ(error["candidates"], Json::array({"A-1", "A-2"}));
    EXPECT_NE(result["content"][0]["text"].get<std::string>().find("A-1"), std::string::npos);
    const Json bad = session.client.call_modern("tools/call", {{"name", "add"}})["result"];
    EXPECT_EQ(bad["isError"], true);
}

TEST(ToolsCall, AnswersABrokenHandlerWithAnInternalErrorAndGoesOn) {
    FixtureSession session;
    EXPECT_EQ(code_of(session.client.call_modern("tools/call", {{"name", "throw"}})), -32603);
    EXPECT_EQ(code_of(session.client.call_modern("tools/call", {{"name", "echo"}})), 0);
}

TEST(ToolsCall, AnswersAFastCallWhileASlowOneRuns) {
    FixtureSession session;
    const Json slow = session.client.start(
        "tools/call", modern({{"name", "wait"}, {"arguments", {{"milliseconds", 200}}}})
    );
    const Json fast = session.client.start("tools/call", modern({{"name", "echo"}}));
    EXPECT_EQ(session.client.receive()["id"], fast);
    EXPECT_EQ(session.client.receive()["id"], slow);
}

TEST(ToolsCall, TakesTheIdTypesOfItsClient) {
    FixtureSession session;
    for (const Json& id :
         {Json("1"), Json(1), Json(0), Json(""), Json(-5), Json(9007199254740991)}) {
        session.client.send(request(id, "tools/call", modern({{"name", "echo"}})));
        const Json response = session.client.receive();
        EXPECT_EQ(response["id"], id);
        EXPECT_EQ(response["id"].type_name(), id.type_name());
    }
}

TEST(ToolsCall, StopsARequestAtItsDeadlineAndSaysSo) {
    mcp::ServerOptions options = Fixture::options();
    options.request_timeout = std::chrono::milliseconds(30);
    FixtureSession session(std::move(options));
    const Json call = {{"name", "wait"}, {"arguments", {{"milliseconds", 60'000}}}};
    const Json result = session.client.call_modern("tools/call", call)["result"];
    EXPECT_EQ(result["isError"], true);
    EXPECT_EQ(result["_meta"]["retail-mcp/error"]["code"], "timeout");
    EXPECT_EQ(session.fixture.tools.stopped, 1);
}

TEST(Progress, IsToldForATokenOnlyAndOnlyForward) {
    FixtureSession session;
    for (const Json& token : {Json("t"), Json(7)}) {
        Json params = modern({{"name", "wait"}});
        params["_meta"]["progressToken"] = token;
        const Json id = session.client.start("tools/call", params);
        for (const double expected : {0.0, 1.0, 2.0}) {
            const Json told = session.client.receive();
            EXPECT_EQ(told["method"], "notifications/progress");
            EXPECT_EQ(told["params"]["progressToken"], token);
            EXPECT_EQ(told["params"]["progress"], expected);
        }
        EXPECT_EQ(session.client.receive()["id"], id);
    }
    session.client.start("tools/call", modern({{"name", "wait"}}));
    EXPECT_TRUE(session.client.receive().contains("result"));
}

TEST(Resources, AreReadAsTextOrBase64AndUnknownOnesRefused) {
    FixtureSession session;
    const auto read = [&](const std::string& uri) {
        return session.client.call_modern("resources/read", {{"uri", uri}});
    };
    EXPECT_EQ(read("test://text")["result"]["contents"][0]["text"], "hello");
    EXPECT_EQ(read("test://blob")["result"]["contents"][0]["blob"], "AP8Q");
    EXPECT_EQ(read("test://item/5")["result"]["contents"][0]["text"], "item 5");
    const Json missing = read("test://none");
    EXPECT_EQ(code_of(missing), -32602);
    EXPECT_EQ(missing["error"]["data"]["uri"], "test://none");
    EXPECT_EQ(code_of(session.client.call_modern("resources/read")), -32602);
}

TEST(Prompts, TakeStringArgumentsAndNameWhatIsMissing) {
    FixtureSession session;
    const auto get = [&](Json params) {
        return session.client.call_modern("prompts/get", std::move(params));
    };
    const Json good = get({{"name", "greet"}, {"arguments", {{"name", "Ada"}}}});
    EXPECT_EQ(good["result"]["messages"][0]["content"]["text"], "Greet Ada");
    EXPECT_EQ(code_of(get({{"name", "none"}})), -32602);
    EXPECT_EQ(code_of(get({{"name", "greet"}})), -32602);
    EXPECT_EQ(code_of(get({{"name", "greet"}, {"arguments", {{"name", 5}}}})), -32602);
}

TEST(Completion, GivesAtMostAHundredValuesAndRefusesUnknownReferences) {
    FixtureSession session;
    const auto complete = [&](Json ref, Json argument) {
        return session.client.call_modern(
            "completion/complete", {{"ref", std::move(ref)}, {"argument", std::move(argument)}}
        );
    };
    const Json id = {{"name", "id"}, {"value", "A"}};
    const Json many = complete({{"type", "ref/resource"}, {"uri", "test://item/{id}"}}, id);
    EXPECT_EQ(many["result"]["completion"]["values"].size(), 100U);
    EXPECT_EQ(many["result"]["completion"]["total"], 150);
    EXPECT_EQ(many["result"]["completion"]["hasMore"], true);
    EXPECT_EQ(code_of(complete({{"type", "ref/prompt"}, {"name", "none"}}, id)), -32602);
    EXPECT_EQ(code_of(complete({{"type", "ref/tool"}, {"name", "x"}}, id)), -32602);
    EXPECT_EQ(code_of(complete({{"type", "ref/prompt"}, {"name", "greet"}}, "tone")), -32602);
}

} // namespace
} // namespace retail_mcp::test
