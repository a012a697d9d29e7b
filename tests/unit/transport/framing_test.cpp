#include "transport/framing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace retail_mcp::transport {
namespace {

/// Feeds `bytes` in pieces of `piece` and returns all frames; "<too long>" stands for such a line.
std::vector<std::string> split(std::string_view bytes, std::size_t piece, std::size_t limit) {
    LineSplitter splitter(limit);
    std::vector<std::string> frames;
    const auto take = [&] {
        while (const auto frame = splitter.next()) {
            frames.push_back(
                frame->kind == Frame::Kind::line ? std::string(frame->text) : "<too long>"
            );
        }
    };
    while (!bytes.empty()) {
        const auto room = splitter.room();
        const std::size_t size = std::min({piece, room.size(), bytes.size()});
        std::copy_n(bytes.begin(), size, room.begin());
        splitter.received(size);
        bytes.remove_prefix(size);
        take();
    }
    splitter.finish();
    take();
    return frames;
}

TEST(LineSplitter, GivesTheSameLinesInWhateverPiecesTheyArrive) {
    const std::string bytes = "\xEF\xBB\xBF{\"a\":1}\r\n\n  \r\nsecond\nlast without end";
    const std::vector<std::string> expected{"{\"a\":1}", "second", "last without end"};
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        EXPECT_EQ(split(bytes, piece, 100), expected) << "in pieces of " << piece;
    }
}

TEST(LineSplitter, ReportsALineBeyondTheLimitOnceAndGoesOnBehindIt) {
    const std::string bytes = "ab\n" + std::string(5000, 'x') + "\ncd\n";
    const std::vector<std::string> expected{"ab", "<too long>", "cd"};
    for (const std::size_t piece : {1U, 7U, 1000U, 6000U}) {
        EXPECT_EQ(split(bytes, piece, 100), expected) << "in pieces of " << piece;
    }
}

TEST(LineSplitter, TakesALineOfExactlyTheLimit) {
    EXPECT_EQ(split(std::string(100, 'x') + "\n", 9, 100).at(0), std::string(100, 'x'));
    EXPECT_EQ(split(std::string(101, 'x') + "\n", 9, 100).at(0), "<too long>");
}

TEST(LineSplitter, TakesALineOfEightMebibytes) {
    const std::string line(std::size_t{8} << 20U, 'y');
    EXPECT_EQ(split(line + "\nz\n", 65536, line.size()), (std::vector<std::string>{line, "z"}));
}

} // namespace
} // namespace retail_mcp::transport
