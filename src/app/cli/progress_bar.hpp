#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace retail_mcp::app {

/// How far a long command has come, on stderr: a bar that is drawn over itself on a terminal, one
/// line per step elsewhere. Taken away again by the destructor.
class ProgressBar {
public:
    ProgressBar();
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// `total` is 0 where nobody can tell: then the step alone is shown.
    void show(std::string_view step, std::uint64_t done, std::uint64_t total);

private:
    bool is_terminal_;
    std::string step_;
    std::uint64_t filled_ = 0;
};

} // namespace retail_mcp::app
