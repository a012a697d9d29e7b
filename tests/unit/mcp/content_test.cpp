#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

std::vector<std::string> types_of(const Json& content) {
    std::vector<std::string> types;
    for (const auto& block : content) {
        types.push_back(block["type"]);
    }
    return types;
}

TEST(Content, OfAToolIsTextImageAudioAndResource) {
    FixtureSession session;
    const Json content =
        session.client.call_modern("tools/call", {{"name", "media"}})["result"]["content"];
    EXPECT_EQ(types_of(content), (std::vector<std::string>{"text", "image", "audio", "resource"}));
    EXPECT_EQ(content[1]["data"], "iVBORw==");
    EXPECT_EQ(content[2]["mimeType"], "audio/wav");
    EXPECT_EQ(content[3]["resource"]["text"], "hello");
}

TEST(Content, ThatARevisionDoesNotHaveIsSaidInText) {
    FixtureSession session;
    session.client.initialize("2024-11-05");
    const Json media = session.client.call("tools/call", {{"name", "media"}})["result"]["content"];
    EXPECT_EQ(types_of(media), (std::vector<std::string>{"text", "image", "text", "resource"}));
    EXPECT_NE(media[2]["text"].get<std::string>().find("audio/wav"), std::string::npos);
    const Json prompt =
        session.client.call("prompts/get", {{"name", "picture"}})["result"]["messages"];
    EXPECT_EQ(prompt[0]["content"]["type"], "image");
    EXPECT_EQ(prompt[1]["content"]["type"], "text");
    EXPECT_EQ(prompt[2]["content"]["type"], "resource");
}

} // namespace
} // namespace retail_mcp::test
