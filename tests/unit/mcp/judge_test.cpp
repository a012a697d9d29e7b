// The judge of every test's messages is judged here: what the server really says is right, and each
// way of breaking it is found.
#include "support/fixture_session.hpp"
#include "support/schema_judge.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

Json tool(const char* name, Json arguments = Json::object()) {
    return {{"name", name}, {"arguments", std::move(arguments)}};
}

Json call(const char* name, Json arguments = Json::object()) {
    return request(1, "tools/call", modern(tool(name, std::move(arguments))));
}

/// A request, and patches of its answer that make it wrong.
struct Case {
    Json request;
    std::vector<const char*> breaks;
};

std::vector<Case> modern_cases() {
    const Json ref = {{"type", "ref/prompt"}, {"name", "greet"}};
    const Json argument = {{"name", "tone"}, {"value", ""}};
    const Json greeting = {{"name", "greet"}, {"arguments", {{"name", "Ada"}}}};
    Json asking = call("confirm");
    asking["params"] = modern(tool("confirm"), {{"elicitation", Json::object()}});
    Json unsupported = request(1, "tools/list", modern({}, Json::object(), "1900-01-01"));
    return {
        {request(1, "tools/list", modern()),
         {R"([{"op":"remove","path":"/result/tools/0/inputSchema"}])",
          R"([{"op":"remove","path":"/result/ttlMs"}])",
          R"([{"op":"replace","path":"/result/cacheScope","value":"mine"}])",
          R"([{"op":"remove","path":"/result/resultType"}])",
          R"([{"op":"replace","path":"/result","value":{"resultType":"input_required"}}])",
          R"([{"op":"replace","path":"/id","value":"1"}])",
          R"([{"op":"remove","path":"/jsonrpc"}])"}},
        {request(1, "server/discover", modern()),
         {R"([{"op":"remove","path":"/result/capabilities"}])",
          R"([{"op":"replace","path":"/result/supportedVersions","value":"2026-07-28"}])"}},
        {call("echo"),
         {R"([{"op":"remove","path":"/result/content"}])",
          R"([{"op":"replace","path":"/result/content/0/type","value":"song"}])",
          R"([{"op":"add","path":"/result/_meta/-x","value":1}])",
          R"([{"op":"add","path":"/result/_meta/io.modelcontextprotocol~1mood","value":1}])",
          R"([{"op":"remove","path":"/result/content/0/text"}])"}},
        {call("media"),
         {R"([{"op":"remove","path":"/result/content/1/mimeType"}])",
          R"([{"op":"remove","path":"/result/content/3/resource/uri"}])"}},
        {call("add", {{"a", 1}, {"b", 2}}),
         {R"([{"op":"replace","path":"/result/structuredContent/sum","value":"3"}])",
          R"([{"op":"remove","path":"/result/structuredContent/sum"}])"}},
        {call("nothing"),
         {R"([{"op":"replace","path":"/error/code","value":"-32602"}])",
          R"([{"op":"replace","path":"/error/code","value":-32002}])",
          R"([{"op":"replace","path":"/error/code","value":-32042}])",
          R"([{"op":"remove","path":"/error/message"}])"}},
        {call("confirm"),
         {R"([{"op":"remove","path":"/error/data"}])",
          R"([{"op":"replace","path":"/error/data/requiredCapabilities","value":["elicitation"]}])"}},
        {asking,
         {R"([{"op":"replace","path":"/result/requestState","value":7}])",
          R"([{"op":"remove","path":"/result/inputRequests/confirmation/params/message"}])"}},
        {unsupported, {R"([{"op":"remove","path":"/error/data/supported"}])"}},
        {request(1, "resources/read", modern({{"uri", "test://text"}})),
         {R"([{"op":"remove","path":"/result/contents/0/uri"}])",
          R"([{"op":"remove","path":"/result/contents/0/text"}])"}},
        {request(1, "prompts/get", modern(greeting)),
         {R"([{"op":"replace","path":"/result/messages/0/role","value":"robot"}])"}},
        {request(1, "completion/complete", modern({{"ref", ref}, {"argument", argument}})),
         {R"([{"op":"replace","path":"/result/completion/values","value":"warm"}])"}}};
}

/// What the judge finds in an answer. It knows the tools, as a client would.
std::vector<std::string> found(FixtureSession& session, const Json& asked, const Json& answer) {
    SchemaJudge judge;
    const Json list = request("list", "tools/list", modern());
    judge.client_says(list);
    session.client.send(list);
    EXPECT_TRUE(judge.server_says(session.client.receive()).empty());
    judge.client_says(asked);
    return judge.server_says(answer);
}

class Judge : public testing::Test {
protected:
    void SetUp() override {
        if (!SchemaJudge::has_schemas()) {
            GTEST_SKIP() << "RETAIL_MCP_SCHEMA_DIR is not set";
        }
    }
};

TEST_F(Judge, PassesWhatIsRightAndFindsEveryBreakOfIt) {
    FixtureSession session;
    for (const auto& [asked, breaks] : modern_cases()) {
        session.client.send(asked);
        const Json answer = session.client.receive();
        EXPECT_TRUE(found(session, asked, answer).empty()) << answer;
        for (const char* const patch : breaks) {
            const Json broken = answer.patch(Json::parse(patch));
            EXPECT_FALSE(found(session, asked, broken).empty()) << broken;
        }
    }
}

TEST_F(Judge, HoldsASessionToItsRevision) {
    const Json ping = request(1, "ping", Json::object());
    const Json say = request(2, "tools/call", tool("media"));
    const auto in_session = [&](const char* revision, const Json& said) {
        SchemaJudge judge;
        judge.client_says(request(0, "initialize", {{"protocolVersion", revision}}));
        judge.client_says(ping);
        judge.client_says(say);
        return judge.server_says(said);
    };
    const auto content = [](const Json& block) {
        return Json{{"jsonrpc", "2.0"}, {"id", 2}, {"result", {{"content", Json::array({block})}}}};
    };
    const Json pong = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", Json::object()}};
    const Json audio = content({{"type", "audio"}, {"data", "AA=="}, {"mimeType", "audio/wav"}});
    const Json link = content({{"type", "resource_link"}, {"uri", "test://x"}, {"name", "x"}});
    EXPECT_TRUE(in_session("2024-11-05", pong).empty());
    EXPECT_FALSE(in_session("2024-11-05", audio).empty());
    EXPECT_TRUE(in_session("2025-03-26", audio).empty());
    EXPECT_FALSE(in_session("2025-03-26", link).empty());
    EXPECT_TRUE(in_session("2025-06-18", link).empty());
    EXPECT_TRUE(in_session("2025-03-26", Json::array({pong})).empty());
    EXPECT_FALSE(in_session("2025-03-26", Json::array()).empty());
    EXPECT_FALSE(in_session("2025-11-25", Json::array({pong})).empty());
    Json talkative = pong;
    talkative["result"]["resultType"] = "complete";
    EXPECT_FALSE(in_session("2025-11-25", talkative).empty());
}

TEST_F(Judge, FindsWhatNobodyAskedFor) {
    const auto said = [](std::string_view method, Json params) {
        return Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
    };
    const Json progress = said("notifications/progress", {{"progressToken", 1}, {"progress", 1}});
    const Json changed = said("notifications/tools/list_changed", Json::object());
    Json question = said("elicitation/create", {{"message", "?"}});
    question["params"]["requestedSchema"] = {{"type", "object"}, {"properties", Json::object()}};
    question["id"] = 1;
    SchemaJudge judge;
    judge.client_says(request(1, "tools/list", modern()));
    for (const Json& message : {progress, changed, question}) {
        EXPECT_FALSE(judge.server_says(message).empty()) << message;
    }
    judge.client_says(request(0, "initialize", {{"protocolVersion", "2025-06-18"}}));
    for (const Json& message : {changed, question}) {
        EXPECT_TRUE(judge.server_says(message).empty()) << message;
    }
    EXPECT_FALSE(judge.server_says(said("notifications/weather", Json::object())).empty());
    const Json listed = {
        {"jsonrpc", "2.0"}, {"id", 0}, {"error", {{"code", -32603}, {"message", "no"}}}};
    EXPECT_TRUE(judge.server_says(listed).empty());
    EXPECT_FALSE(judge.server_says(listed).empty()) << "answered twice";
}

} // namespace
} // namespace retail_mcp::test
