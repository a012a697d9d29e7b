#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

/// Committed expectations below tests/golden. UPDATE_GOLDEN=1 in the environment rewrites them, so
/// that a changed expectation is always a reviewed difference; a missing file is a failure.
namespace retail_mcp::test {

/// Compares `actual` with tests/golden/<name>; the failure shows the first line that differs.
testing::AssertionResult matches_golden(const std::string& name, std::string_view actual);

/// A file of the source tree as text. Throws std::runtime_error if there is none.
std::string read_source_file(const std::string& path);

} // namespace retail_mcp::test
