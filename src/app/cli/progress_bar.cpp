#include "cli/progress_bar.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace retail_mcp::app {

namespace {

constexpr std::uint64_t width = 40;

} // namespace

ProgressBar::ProgressBar() : is_terminal_{::isatty(STDERR_FILENO) == 1} {}

ProgressBar::~ProgressBar() {
    if (is_terminal_ && !step_.empty()) {
        std::cerr << "\r\x1b[K" << std::flush;
    }
}

void ProgressBar::show(std::string_view step, std::uint64_t done, std::uint64_t total) {
    const std::uint64_t filled = total == 0 ? 0 : std::min(done, total) * width / total;
    if (step == step_ && (filled == filled_ || !is_terminal_)) {
        return;
    }
    if (is_terminal_ && total == 0) {
        std::cerr << "\r\x1b[K" << step << " ..." << std::flush;
    } else if (is_terminal_) {
        const std::string bar(filled, '#');
        const auto percent = total == 0 ? 0 : std::min(done, total) * 100 / total;
        std::cerr << fmt::format("\r\x1b[K[{:<{}}] {:>3} %  {}", bar, width, percent, step)
                  << std::flush;
    } else {
        std::cerr << step << '\n';
    }
    step_ = step;
    filled_ = filled;
}

} // namespace retail_mcp::app
