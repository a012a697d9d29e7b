#pragma once

#include <chrono>
#include <vector>

namespace retail_mcp::bench {

using Clock = std::chrono::steady_clock;

/// One round's figures.
struct Measurement {
    double seconds = 0;
    /// Each call's time from request to answer.
    std::vector<Clock::duration> latencies;
    /// CPU that the measured process used, user and system.
    double cpu_seconds = 0;

    double calls_per_second() const { return static_cast<double>(latencies.size()) / seconds; }
};

} // namespace retail_mcp::bench
