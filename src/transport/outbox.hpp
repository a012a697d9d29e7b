#pragma once

#include "readiness.hpp"

#include <retail_mcp/base/descriptor.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace retail_mcp::transport {

/// The writing half of a connection: messages are collected during one turn of the event loop and
/// leave in one write after it. What the reader does not take waits here. Shared, because a write
/// under way outlives the transport.
class Outbox : public std::enable_shared_from_this<Outbox> {
public:
    Outbox(const asio::any_io_executor& executor, Descriptor descriptor);

    void add(std::string_view message);

    std::size_t unsent() const { return waiting_.size() - taken_; }

    asio::awaitable<void> drained_to(std::size_t bytes, Deadline deadline);

private:
    void schedule();
    void write_out();
    void forget_taken();

    asio::any_io_executor executor_;
    Descriptor descriptor_;
    Readiness writable_;
    Signal progress_;
    std::string waiting_;
    std::size_t taken_ = 0; ///< bytes of `waiting_` that the reader has
    bool scheduled_ = false;
    bool reader_gone_ = false;
};

} // namespace retail_mcp::transport
