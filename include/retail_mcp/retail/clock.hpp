#pragma once

#include <retail_mcp/base/values.hpp>

#include <optional>

namespace retail_mcp::retail {

/// What time it is for the tools: the system's time, or the one the setting `now` pins.
class Clock {
public:
    Clock() = default;

    explicit Clock(std::optional<Timestamp> pinned) : pinned_{pinned} {}

    Timestamp now() const;

    bool is_pinned() const { return pinned_.has_value(); }

private:
    std::optional<Timestamp> pinned_;
};

} // namespace retail_mcp::retail
