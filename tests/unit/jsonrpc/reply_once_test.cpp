#include "jsonrpc/reply_once.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace retail_mcp::jsonrpc {
namespace {

struct Recorder final : Outlet {
    std::vector<std::string> sent;

    void send(std::string_view message) override { sent.emplace_back(message); }
};

TEST(ReplyOnce, SendsTheFirstAnswerOnly) {
    const auto wire = std::make_shared<Recorder>();
    {
        ReplyOnce reply(*Id::from(1), wire);
        reply.result("{}");
        reply.result("{\"again\":true}");
    }
    EXPECT_EQ(wire->sent, (std::vector<std::string>{R"({"jsonrpc":"2.0","id":1,"result":{}})"}));
}

TEST(ReplyOnce, AnswersWithAnInternalErrorWhenDropped) {
    const auto wire = std::make_shared<Recorder>();
    { const ReplyOnce reply(*Id::from(1), wire); }
    ASSERT_EQ(wire->sent.size(), 1U);
    EXPECT_NE(wire->sent[0].find("-32603"), std::string::npos);
}

TEST(ReplyOnce, KeepsSilentOnceAbandoned) {
    const auto wire = std::make_shared<Recorder>();
    {
        ReplyOnce reply(*Id::from(1), wire);
        reply.abandon();
        reply.result("{}");
    }
    EXPECT_TRUE(wire->sent.empty());
}

TEST(Batch, LeavesAsOneArrayWhenItsLastRequestIsDone) {
    const auto wire = std::make_shared<Recorder>();
    auto batch = std::make_shared<Batch>(wire);
    ReplyOnce first(*Id::from(1), batch);
    {
        ReplyOnce second(*Id::from(2), std::move(batch));
        second.result("{}");
    }
    EXPECT_TRUE(wire->sent.empty());
    { ReplyOnce(std::move(first)).result("{}"); }
    EXPECT_EQ(
        wire->sent,
        (std::vector<std::string>{
            R"([{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","id":1,"result":{}}])"})
    );
}

} // namespace
} // namespace retail_mcp::jsonrpc
