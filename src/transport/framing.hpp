#pragma once

#include <retail_mcp/transport/transport.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace retail_mcp::transport {

/// Cuts bytes into lines, whatever pieces they arrive in. No I/O: the caller reads into room(),
/// reports what arrived, and takes frames until there is none.
///
/// A carriage return before the line feed, a byte order mark at the very beginning and blank lines
/// are not part of any message. A line beyond the limit costs no memory: its bytes are thrown away
/// as they come and it is reported once, when it ends.
class LineSplitter {
public:
    explicit LineSplitter(std::size_t limit);

    /// Where the next bytes go; never empty. Ends the life of the frame returned last.
    std::span<char> room();

    void received(std::size_t bytes);

    /// Nothing will follow: what is left without a terminator is the last line.
    void finish() { finished_ = true; }

    /// The next line or too_long, or nothing before more is received.
    std::optional<Frame> next();

private:
    std::optional<Frame> take(std::size_t line_end, std::size_t next_begin);
    void skip_if_too_long();

    std::size_t limit_;
    std::string buffer_;
    std::size_t begin_ = 0;   ///< of the line that is being collected
    std::size_t scanned_ = 0; ///< no line feed in [begin_, scanned_)
    std::size_t end_ = 0;     ///< of what was received
    bool at_start_ = true;
    bool too_long_ = false;
    bool finished_ = false;
};

} // namespace retail_mcp::transport
