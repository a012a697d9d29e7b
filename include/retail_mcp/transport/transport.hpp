#pragma once

#include <retail_mcp/base/deadline.hpp>

#include <asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// A connection that reads and writes messages, and nothing more: it knows lines, not JSON.
namespace retail_mcp::transport {

/// What one read gave.
struct Frame {
    enum class Kind {
        line,     ///< `text` is one line without its terminator, never blank
        too_long, ///< a line beyond the limit was skipped; `text` is empty
        end,      ///< the peer closed its side, or the transport was closed
    };
    Kind kind = Kind::end;
    /// Valid until the next read().
    std::string_view text = {};
};

/// All members are called from the transport's executor's one thread. One read() at a time.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// The next line. An unterminated last line counts as a line. Returns `end` for ever after
    /// the end. Cancelling it loses no input.
    virtual asio::awaitable<Frame> read() = 0;

    /// Queues one message (without terminator, without line feed) and returns at once. All
    /// messages queued in one turn of the event loop leave in one write. After the peer is gone
    /// messages are discarded.
    virtual void write(std::string_view message) = 0;

    /// Bytes that are queued and not yet taken by the peer.
    virtual std::size_t unsent() const = 0;

    /// Returns when at most `bytes` are unsent, the peer is gone, or the deadline has passed.
    virtual asio::awaitable<void> drained_to(std::size_t bytes, Deadline deadline) = 0;

    /// Ends reading: a pending and every later read() returns `end`. What is queued still leaves.
    virtual void close() = 0;
};

} // namespace retail_mcp::transport
