#include "embeddings/retry.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::embeddings {
namespace {

using namespace std::chrono_literals;

TEST(Retry, IsForWhatMayPass) {
    for (const int status : {408, 429, 500, 502, 503}) {
        EXPECT_TRUE(is_worth_retrying(status)) << status;
    }
    for (const int status : {200, 301, 400, 401, 403, 404, 422}) {
        EXPECT_FALSE(is_worth_retrying(status)) << status;
    }
}

TEST(Retry, PausesTwiceAsLongEachTimeUpToABoundAndSpreadByLuck) {
    EXPECT_EQ(pause_after(1, 500ms, 0), 500ms);
    EXPECT_EQ(pause_after(2, 500ms, 0), 1000ms);
    EXPECT_EQ(pause_after(4, 500ms, 0.5), 3000ms);
    EXPECT_EQ(pause_after(40, 500ms, 0), 30000ms);
}

TEST(Retry, UnderstandsRetryAfterAsSecondsAndAsDate) {
    const auto now = std::chrono::system_clock::from_time_t(784111770);
    EXPECT_EQ(retry_after("7", now), 7s);
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 7s);
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0s);
    EXPECT_EQ(retry_after("", now), std::nullopt);
    EXPECT_EQ(retry_after("soon", now), std::nullopt);
}

} // namespace
} // namespace retail_mcp::embeddings
