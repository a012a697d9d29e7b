#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

int code_of(const Json& response) {
    return response.contains("error") ? response["error"]["code"].get<int>() : 0;
}

TEST(ModernRequest, NeedsBothMembersOfItsMetaForEveryMethod) {
    FixtureSession session;
    const std::string version = "io.modelcontextprotocol/protocolVersion";
    const std::string capabilities = "io.modelcontextprotocol/clientCapabilities";
    for (const std::string method : {"server/discover", "tools/list", "no/such"}) {
        for (const Json& meta :
             {Json{{version, "2026-07-28"}},
              Json{{capabilities, Json::object()}},
              Json{{version, 7}, {capabilities, Json::object()}},
              Json{{version, "2026-07-28"}, {capabilities, Json::array()}},
              Json("text")}) {
            EXPECT_EQ(code_of(session.client.call(method, {{"_meta", meta}})), -32602) << meta;
        }
    }
}

TEST(ModernRequest, OfAnUnknownRevisionIsToldTheSupportedOnesBeforeItsMethodIsLookedAt) {
    FixtureSession session;
    for (const std::string method : {"tools/list", "no/such"}) {
        const Json response = session.client.call(method, modern({}, Json::object(), "1900-01-01"));
        EXPECT_EQ(code_of(response), -32022);
        EXPECT_EQ(response["error"]["data"]["requested"], "1900-01-01");
        EXPECT_EQ(response["error"]["data"]["supported"], Json::array({"2026-07-28"}));
    }
}

TEST(ModernRequest, FindsNoRemovedOrLegacyMethod) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    for (const std::string method :
         {"initialize",
          "ping",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "tasks/list",
          "tasks/result",
          "no/such"}) {
        EXPECT_EQ(code_of(session.client.call_modern(method)), -32601) << method;
    }
}

TEST(ModernRequest, IsServedAsTheVeryFirstMessageAndBesideASession) {
    FixtureSession session;
    EXPECT_TRUE(session.client.call_modern("tools/list")["result"].contains("ttlMs"));
    session.client.initialize("2024-11-05");
    EXPECT_TRUE(session.client.call_modern("tools/list")["result"].contains("ttlMs"));
    EXPECT_FALSE(session.client.call("tools/list")["result"].contains("ttlMs"));
}

TEST(ModernRequest, DoesNotOpenASession) {
    FixtureSession session;
    session.client.call_modern("server/discover");
    EXPECT_EQ(code_of(session.client.call("tools/list")), -32602);
    EXPECT_EQ(session.client.initialize("2025-11-25")["protocolVersion"], "2025-11-25");
}

TEST(ModernRequest, LeavesRoomForASessionAfterARefusedProbe) {
    FixtureSession session;
    const Json probe = modern({}, Json::object(), "2099-01-01");
    EXPECT_EQ(code_of(session.client.call("server/discover", probe)), -32022);
    EXPECT_EQ(session.client.initialize("2025-06-18")["protocolVersion"], "2025-06-18");
    EXPECT_TRUE(session.client.call("tools/list").contains("result"));
}

TEST(ModernRequest, IsServedToUnnamedClientsAndWhateverElseItSaysOfThem) {
    FixtureSession session;
    const Json capabilities = {{"weather", {{"sunny", true}}}, {"extensions", {{"a/b", 1}}}};
    Json params = modern({}, capabilities);
    EXPECT_FALSE(params["_meta"].contains("io.modelcontextprotocol/clientInfo"));
    params["_meta"]["io.modelcontextprotocol/unheardOf"] = Json::array({1});
    params["_meta"]["baggage"] = "a=b";
    EXPECT_TRUE(session.client.call("tools/list", params).contains("result"));
}

TEST(ModernRequest, GetsTheSameListWhateverHappenedBefore) {
    FixtureSession session;
    const auto lists = [&] {
        Json all = Json::array();
        for (const char* const method : {"tools/list", "prompts/list", "resources/list"}) {
            all.push_back(session.client.call_modern(method)["result"]);
        }
        return all;
    };
    const Json before = lists();
    const Json can_ask = {{"elicitation", Json::object()}};
    session.client.call_modern("tools/call", {{"name", "confirm"}}, can_ask);
    session.client.initialize("2024-11-05", can_ask);
    session.client.call("tools/call", {{"name", "fail"}});
    EXPECT_EQ(lists(), before);
}

TEST(Discover, ListsModernRevisionsCapabilitiesAndInstructions) {
    FixtureSession session;
    const Json result = session.client.call_modern("server/discover")["result"];
    EXPECT_EQ(result["supportedVersions"], Json::array({"2026-07-28"}));
    EXPECT_EQ(result["instructions"], "Start with echo.");
    EXPECT_EQ(result["cacheScope"], "private");
    EXPECT_GT(result["ttlMs"], 0);
    EXPECT_EQ(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "fixture");
    for (const std::string capability : {"tools", "resources", "prompts", "completions"}) {
        EXPECT_TRUE(result["capabilities"].contains(capability));
    }
}

TEST(ModernResult, SaysItsTypeAndItsServer) {
    FixtureSession session;
    for (const std::string method : {"tools/list", "resources/list", "prompts/list"}) {
        const Json result = session.client.call_modern(method)["result"];
        EXPECT_EQ(result["resultType"], "complete");
        EXPECT_EQ(result["cacheScope"], "private");
        EXPECT_EQ(result["_meta"]["io.modelcontextprotocol/serverInfo"]["version"], "1.0.0");
    }
    const Json call = session.client.call_modern("tools/call", {{"name", "echo"}})["result"];
    EXPECT_EQ(call["resultType"], "complete");
    EXPECT_FALSE(call.contains("ttlMs"));
}

TEST(ModernResult, MayBeKeptWhereTheProtocolSaysSoAndNowhereElse) {
    FixtureSession session;
    const Json can_ask = {{"elicitation", Json::object()}};
    const auto result = [&](const char* method, Json params = Json::object()) {
        return session.client.call_modern(method, std::move(params), can_ask)["result"];
    };
    for (const Json& kept :
         {result("server/discover"),
          result("tools/list"),
          result("prompts/list"),
          result("resources/list"),
          result("resources/templates/list"),
          result("resources/read", {{"uri", "test://text"}})}) {
        EXPECT_GE(kept["ttlMs"], 0) << kept;
        EXPECT_EQ(kept["cacheScope"], "private") << kept;
    }
    const Json ref = {{"type", "ref/prompt"}, {"name", "greet"}};
    const Json tone = {{"name", "tone"}, {"value", ""}};
    for (const Json& fleeting :
         {result("tools/call", {{"name", "echo"}}),
          result("prompts/get", {{"name", "picture"}}),
          result("completion/complete", {{"ref", ref}, {"argument", tone}}),
          result("tools/call", {{"name", "confirm"}}),
          result("resources/read", {{"uri", "test://asked"}})}) {
        EXPECT_FALSE(fleeting.contains("ttlMs") || fleeting.contains("cacheScope")) << fleeting;
    }
}

TEST(Cursors, NeverGivenOutAreRefused) {
    FixtureSession session;
    session.client.initialize("2025-11-25");
    for (const char* const method :
         {"tools/list", "prompts/list", "resources/list", "resources/templates/list"}) {
        for (const Json& cursor : {Json("never given out"), Json(""), Json(5)}) {
            const Json params = {{"cursor", cursor}};
            EXPECT_EQ(code_of(session.client.call(method, params)), -32602) << method << cursor;
            EXPECT_EQ(code_of(session.client.call_modern(method, params)), -32602) << method;
        }
    }
}

TEST(ModernRequest, FindsOnlyTheMethodsOfOfferedCapabilities) {
    asio::io_context io;
    auto [near, far] = transport::memory_pair(io.get_executor());
    FixtureTools tools;
    mcp::Server server(io.get_executor(), *near, {&tools}, Fixture::options());
    asio::co_spawn(io, server.run(), [&near = near](const std::exception_ptr&) { near->finish(); });
    McpClient client(wire_to(io, std::move(far)));
    const Json capabilities = client.call_modern("server/discover")["result"]["capabilities"];
    EXPECT_EQ(capabilities.size(), 1U);
    for (const std::string method :
         {"resources/list", "resources/read", "prompts/get", "completion/complete"}) {
        EXPECT_EQ(code_of(client.call_modern(method)), -32601) << method;
    }
    client.finish();
    EXPECT_TRUE(client.rest().empty());
    io.run_for(std::chrono::seconds(5));
}

} // namespace
} // namespace retail_mcp::test
