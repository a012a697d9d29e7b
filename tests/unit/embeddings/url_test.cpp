#include "embeddings/url.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::embeddings {
namespace {

TEST(EmbeddingsUrl, IsTakenApart) {
    const auto url = parse_url("https://api.example:8443/v1/", "embeddings_url");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->secure);
    EXPECT_EQ(url->host, "api.example");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->path, "/v1");
}

TEST(EmbeddingsUrl, HasTheSchemesPortByDefault) {
    EXPECT_EQ(parse_url("https://api.example", "x")->port, 443);
    EXPECT_EQ(parse_url("http://localhost", "x")->port, 80);
    EXPECT_EQ(parse_url("http://[::1]:11434/v1", "x")->host, "::1");
    EXPECT_EQ(parse_url("http://[::1]:11434/v1", "x")->port, 11434);
}

TEST(EmbeddingsUrl, NamesTheSettingThatIsWrong) {
    for (const char* text :
         {"",
          "api.example",
          "ftp://x",
          "https://",
          "https://x:99999",
          "https://x:80a/v1",
          "https://key@x/v1",
          "https://x/v1?key=1"}) {
        const auto url = parse_url(text, "embeddings_url");
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().code, ErrorCode::configuration_error);
        EXPECT_EQ(url.error().message.find("embeddings_url"), 0U) << text;
    }
}

TEST(EmbeddingsUrl, KnowsThisMachine) {
    EXPECT_TRUE(is_loopback("localhost"));
    EXPECT_TRUE(is_loopback("127.0.0.1"));
    EXPECT_TRUE(is_loopback("::1"));
    EXPECT_FALSE(is_loopback("127.evil.example"));
    EXPECT_FALSE(is_loopback("10.0.0.1"));
}

} // namespace
} // namespace retail_mcp::embeddings
