#pragma once

#include <retail_mcp/mcp/request_context.hpp>

#include <asio/any_io_executor.hpp>

#include <memory>

namespace retail_mcp::app {

/// Tells a client that asked for progress every second that its call is still being worked on, as
/// long as this lives: how far a statement is nobody knows, but a client that hears nothing gives
/// up. In steps of a thousandth, which leave room for whoever counts. One thread, the executor's.
class Heartbeat {
public:
    /// `told` is how far the progress told before went; `context` outlives this.
    Heartbeat(const asio::any_io_executor& executor, mcp::RequestContext& context, double told);
    ~Heartbeat();
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

private:
    struct Beat;

    static void await_next(const std::shared_ptr<Beat>& beat);

    std::shared_ptr<Beat> beat_; // the timer's handler may come after the end
};

} // namespace retail_mcp::app
