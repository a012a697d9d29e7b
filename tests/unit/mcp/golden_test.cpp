#include "support/fixture_session.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace retail_mcp::test {
namespace {

using Json = nlohmann::json;

/// Every transcript under tests/golden/wire: `>` sent, `<` expected, `#` why. What the server says
/// after a line and before the next is expected below it. UPDATE_GOLDEN=1 writes what it says now.
class GoldenTranscript : public testing::TestWithParam<std::string> {};

std::vector<std::string> transcripts() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(GOLDEN_FOLDER)) {
        names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

INSTANTIATE_TEST_SUITE_P(
    Wire,
    GoldenTranscript,
    testing::ValuesIn(transcripts()),
    [](const auto& name) { return std::regex_replace(name.param, std::regex("[^A-Za-z0-9]"), "_"); }
);

/// Sealed text differs from run to run.
std::string masked(Json message) {
    const Json::json_pointer state("/result/requestState");
    if (message.is_object() && message.contains(state)) {
        message[state] = "…";
    }
    return message.dump();
}

TEST_P(GoldenTranscript, IsWhatTheServerSays) {
    const std::string path = std::string(GOLDEN_FOLDER) + "/" + GetParam() + ".jsonl";
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    FixtureSession session;
    std::string expected;
    std::string actual;
    for (std::string line; std::getline(file, line);) {
        expected += line + "\n";
        if (line.starts_with("<")) {
            continue;
        }
        actual += line + "\n";
        if (line.starts_with("> ")) {
            session.client.send_line(line.substr(2));
            while (!session.client.silent_for(std::chrono::milliseconds(5))) {
                actual += "< " + masked(session.client.receive()) + "\n";
            }
        }
    }
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path) << actual;
        return;
    }
    EXPECT_EQ(actual, expected) << "UPDATE_GOLDEN=1 rewrites the file";
}

} // namespace
} // namespace retail_mcp::test
