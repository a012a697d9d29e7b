#pragma once

#include <algorithm>
#include <chrono>

/// When an operation must be over. A value to hand down the call chain: every wait takes its
/// remaining time from it, so that the sum of the waits can never exceed what the caller granted.
namespace retail_mcp {

class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    static Deadline after(Clock::duration allowance) { return Deadline{Clock::now() + allowance}; }

    static Deadline at(Clock::time_point time) { return Deadline{time}; }

    static Deadline never() { return Deadline{Clock::time_point::max()}; }

    Clock::time_point time() const { return time_; }

    bool is_never() const { return time_ == Clock::time_point::max(); }

    /// Zero once the deadline has passed; `duration::max()` for a deadline that never comes.
    Clock::duration remaining() const {
        if (is_never()) {
            return Clock::duration::max();
        }
        return std::max(time_ - Clock::now(), Clock::duration::zero());
    }

    bool expired() const { return !is_never() && Clock::now() >= time_; }

    /// The earlier of the two: a part never outlives the whole.
    Deadline or_earlier(Deadline other) const { return Deadline{std::min(time_, other.time_)}; }

private:
    explicit Deadline(Clock::time_point time) : time_{time} {}

    Clock::time_point time_;
};

} // namespace retail_mcp
