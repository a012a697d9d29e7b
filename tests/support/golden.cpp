#include "support/golden.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace retail_mcp::test {

namespace {

std::filesystem::path source_path(const std::string& path) {
    return std::filesystem::path{RETAIL_MCP_SOURCE_DIR} / path;
}

/// The first line that differs, from both sides.
std::string first_difference(const std::string& expected, const std::string& actual) {
    std::istringstream left{expected};
    std::istringstream right{actual};
    std::string expected_line;
    std::string actual_line;
    for (int line = 1;; ++line) {
        const bool more_expected = static_cast<bool>(std::getline(left, expected_line));
        const bool more_actual = static_cast<bool>(std::getline(right, actual_line));
        if (!more_expected && !more_actual) {
            return "they differ in the last line's end only";
        }
        if (!more_expected || !more_actual || expected_line != actual_line) {
            return "line " + std::to_string(line) +
                   "\n  expected: " + (more_expected ? expected_line : "(end)") +
                   "\n  actual:   " + (more_actual ? actual_line : "(end)");
        }
    }
}

} // namespace

std::string read_source_file(const std::string& path) {
    std::ifstream stream{source_path(path), std::ios::binary};
    if (!stream) {
        throw std::runtime_error{"no such file in the source tree: " + path};
    }
    return {std::istreambuf_iterator<char>{stream}, {}};
}

testing::AssertionResult matches_golden(const std::string& name, std::string_view actual) {
    const std::string path = "tests/golden/" + name;
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::filesystem::create_directories(source_path(path).parent_path());
        std::ofstream{source_path(path), std::ios::binary} << actual;
        return testing::AssertionSuccess();
    }
    if (!std::filesystem::exists(source_path(path))) {
        return testing::AssertionFailure()
               << path << " is missing; run the test with UPDATE_GOLDEN=1 and review it";
    }
    const std::string expected = read_source_file(path);
    if (expected == actual) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure()
           << "differs from " << path << " at " << first_difference(expected, std::string{actual});
}

} // namespace retail_mcp::test
