#include "support/mcp_client.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <signal.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

/// The fixture server as a process of its own, over the wire that the parameter names.
class RealWire : public testing::TestWithParam<Process::Wire> {
protected:
    Process process_{{{FIXTURE_SERVER}, {}, GetParam()}};
    McpClient client_{wire_to(process_)};
};

INSTANTIATE_TEST_SUITE_P(
    Wires,
    RealWire,
    testing::Values(Process::Wire::pipes, Process::Wire::sockets),
    [](const auto& wire) { return wire.param == Process::Wire::pipes ? "Pipes" : "Sockets"; }
);

TEST_P(RealWire, RecoversFromEveryKindOfBadLine) {
    const std::vector<std::pair<std::string, int>> bad{
        {"nonsense", -32700},
        {"{\"a\":\"\xff\xfe\"}", -32700},
        {std::string(1'000'000, '['), -32700},
        {std::string(std::size_t{17} << 20U, 'x'), -32700},
        {"{}", -32600},
        {"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600}};
    for (const auto& [line, code] : bad) {
        client_.send_line(line);
        const Json response = client_.receive();
        EXPECT_EQ(response["error"]["code"], code) << line.substr(0, 40);
        EXPECT_TRUE(response["id"].is_null());
        EXPECT_TRUE(client_.call_modern("tools/list").contains("result"));
    }
}

TEST_P(RealWire, CarriesAMessageOfEightMebibytesBothWays) {
    const std::string text(std::size_t{8} << 20U, 'z');
    const Json call = {{"name", "echo"}, {"arguments", {{"text", text}}}};
    const Json result = client_.call_modern("tools/call", call)["result"];
    EXPECT_EQ(result["content"][0]["text"], text);
}

TEST_P(RealWire, ServesAClientThatWritesTwoThousandRequestsBeforeItReads) {
    const Json params = modern();
    for (int id = 0; id < 2000; ++id) {
        client_.send(request(id, "resources/templates/list", params));
    }
    for (int id = 0; id < 2000; ++id) {
        EXPECT_EQ(client_.receive()["id"], id);
    }
}

TEST_P(RealWire, IsNotHeldUpByAClientThatDoesNotReadStderr) {
    const std::string unread = R"(exec "$0" 2> >(exec sleep 60 >/dev/null))";
    Process quiet({{"/bin/bash", "-c", unread, FIXTURE_SERVER}, {}, GetParam()});
    McpClient client(wire_to(quiet));
    for (int i = 0; i < 2000; ++i) { // each leaves a line in the log
        ASSERT_TRUE(client.call_modern("tools/call", {{"name", "echo"}}).contains("result"));
    }
    client.finish();
    EXPECT_EQ(quiet.wait(std::chrono::seconds(2)), 0);
}

TEST_P(RealWire, EndsAtTheEndOfInputWithWorkInFlightAnOpenListenAndHalfALine) {
    client_.start("subscriptions/listen", modern({{"notifications", Json::object()}}));
    client_.start(
        "tools/call", modern({{"name", "wait"}, {"arguments", {{"milliseconds", 60'000}}}})
    );
    client_.receive(); // the acknowledgement
    process_.write("{\"jsonrpc\":");
    process_.close_input();
    EXPECT_EQ(process_.wait(std::chrono::seconds(2)), 0);
    // Half a line, the listen's end, the stopped call: all of them whole messages.
    EXPECT_EQ(client_.rest().size(), 3U);
}

TEST_P(RealWire, FinishesShortWorkAfterTheEndOfInput) {
    const Json id = client_.start(
        "tools/call", modern({{"name", "wait"}, {"arguments", {{"milliseconds", 100}}}})
    );
    process_.close_input();
    EXPECT_TRUE(client_.response_to(id).contains("result"));
    EXPECT_EQ(process_.wait(std::chrono::seconds(2)), 0);
}

TEST_P(RealWire, EndsOnSigterm) {
    EXPECT_TRUE(client_.call_modern("tools/list").contains("result"));
    process_.signal(SIGTERM);
    EXPECT_EQ(process_.wait(std::chrono::seconds(2)), 0);
    EXPECT_TRUE(client_.rest().empty());
}

TEST_P(RealWire, EndsWhenItsClientDoesNotReadAndCloses) {
    for (int i = 0; i < 20; ++i) {
        client_.start(
            "tools/call", modern({{"name", "big"}, {"arguments", {{"bytes", 1'000'000}}}})
        );
    }
    process_.close_input();
    EXPECT_EQ(process_.wait(std::chrono::seconds(3)), 0);
    client_.abandon(); // the pipe holds the beginning of an answer that nobody took
}

TEST_P(RealWire, AnswersTheFirstRequestWithinThirtyMilliseconds) {
    const auto begun = std::chrono::steady_clock::now();
    Process fresh({{FIXTURE_SERVER}, {}, GetParam()});
    McpClient client(wire_to(fresh));
    client.call_modern("tools/list");
    const auto took = std::chrono::steady_clock::now() - begun;
    RecordProperty(
        "ms", static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count())
    );
    EXPECT_LT(took, std::chrono::seconds(2)); // sanitizers and a busy machine included
}

TEST_P(RealWire, KeepsItsMemoryFlatOverManyCalls) {
    const auto work = [&](int calls) {
        for (int i = 0; i < calls; ++i) {
            client_.call_modern("tools/call", {{"name", "echo"}, {"arguments", {{"text", "x"}}}});
        }
    };
    work(500);
    const long before = process_.resident_kilobytes();
    work(3000);
    EXPECT_LT(process_.resident_kilobytes() - before, 2000) << "grown over 3,000 calls";
}

} // namespace
} // namespace retail_mcp::test
