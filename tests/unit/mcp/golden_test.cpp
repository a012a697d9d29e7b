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

/// Every transcript under tests/golden/wire: `>` sent, `!` changed at the server, `<` expected, `#`
/// why. What the server says after a line and before the next is expected below it. `"…"` stands
/// for the latest requestState, both ways. UPDATE_GOLDEN=1 writes what the server says now.
class GoldenTranscript : public testing::TestWithParam<std::string> {};

std::vector<std::string> transcripts() {
    std::vector<std::string> names;
    const std::filesystem::path folder = GOLDEN_FOLDER;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            names.push_back(entry.path().lexically_relative(folder).replace_extension().string());
        }
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

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// Plays the client of one transcript.
class Player {
public:
    /// The line at `at`, and what the server says to it: as many messages as the transcript has
    /// there, however long they take, and whatever follows at once.
    std::string answers_to(const std::vector<std::string>& lines, std::size_t at) {
        do_or_send(lines[at]);
        std::string answers;
        const bool is_recording = std::getenv("UPDATE_GOLDEN") != nullptr;
        for (++at; !is_recording && at < lines.size() && lines[at].starts_with("< "); ++at) {
            answers += "< " + masked(session_.client.receive()) + "\n";
        }
        while (!session_.client.silent_for(std::chrono::milliseconds(is_recording ? 200 : 5))) {
            answers += "< " + masked(session_.client.receive()) + "\n";
        }
        return answers;
    }

private:
    void do_or_send(const std::string& line) {
        const std::string what = line.substr(2);
        if (line.starts_with("> ")) {
            session_.client.send_line(
                std::regex_replace(what, std::regex("\"…\""), '"' + state_ + '"')
            );
        } else if (what == "tools") {
            session_.server.tools_changed();
        } else if (what == "prompts") {
            session_.server.prompts_changed();
        } else if (what == "resources") {
            session_.server.resources_changed();
        } else {
            session_.server.resource_updated(what);
        }
    }

    /// Sealed text differs from run to run.
    std::string masked(Json message) {
        const Json::json_pointer state("/result/requestState");
        if (message.is_object() && message.contains(state)) {
            state_ = message[state];
            message[state] = "…";
        }
        return message.dump();
    }

    FixtureSession session_;
    std::string state_;
};

TEST_P(GoldenTranscript, IsWhatTheServerSays) {
    const std::string path = std::string(GOLDEN_FOLDER) + "/" + GetParam() + ".jsonl";
    const std::vector<std::string> lines = lines_of(path);
    ASSERT_FALSE(lines.empty()) << path;
    Player player;
    std::string expected;
    std::string actual;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        expected += lines[at] + "\n";
        if (lines[at].starts_with("<")) {
            continue;
        }
        actual += lines[at] + "\n";
        if (!lines[at].starts_with("#")) {
            actual += player.answers_to(lines, at);
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
