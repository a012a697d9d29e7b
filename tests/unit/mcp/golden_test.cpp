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

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// What the server says to the line at `at`: as many messages as the transcript has there, however
/// long they take, and whatever follows at once.
std::string
answers_to(FixtureSession& session, const std::vector<std::string>& lines, std::size_t at) {
    std::string answers;
    session.client.send_line(lines[at].substr(2));
    const bool is_recording = std::getenv("UPDATE_GOLDEN") != nullptr;
    for (++at; !is_recording && at < lines.size() && lines[at].starts_with("< "); ++at) {
        answers += "< " + masked(session.client.receive()) + "\n";
    }
    while (!session.client.silent_for(std::chrono::milliseconds(is_recording ? 100 : 5))) {
        answers += "< " + masked(session.client.receive()) + "\n";
    }
    return answers;
}

TEST_P(GoldenTranscript, IsWhatTheServerSays) {
    const std::string path = std::string(GOLDEN_FOLDER) + "/" + GetParam() + ".jsonl";
    const std::vector<std::string> lines = lines_of(path);
    ASSERT_FALSE(lines.empty()) << path;
    FixtureSession session;
    std::string expected;
    std::string actual;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        expected += lines[at] + "\n";
        if (lines[at].starts_with("<")) {
            continue;
        }
        actual += lines[at] + "\n";
        if (lines[at].starts_with("> ")) {
            actual += answers_to(session, lines, at);
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
