#pragma once

#include <retail_mcp/base/descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::log {

/// Lines for a reader that may be slow, absent or gone. Never blocks; see base/log.hpp.
class LineBuffer {
public:
    /// Without a descriptor every line is dropped.
    LineBuffer(std::optional<Descriptor> target, std::size_t capacity);

    /// `line` ends in '\n'.
    void add(std::string_view line);

    /// Hands on as much as the reader takes now.
    void flush();

    std::uint64_t dropped() const { return dropped_; }

private:
    void note_dropped_lines();

    std::optional<Descriptor> target_;
    std::size_t capacity_;
    std::string waiting_;
    std::uint64_t dropped_ = 0; ///< since the reader last caught up
};

} // namespace retail_mcp::log
