#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <functional>

namespace retail_mcp::transport {

/// Waits until a descriptor can be read or written, without touching its flags.
///
/// asio sets O_NONBLOCK on whatever it waits for. So it is given an epoll descriptor of ours to
/// wait for, which in turn watches the real one: only our own file description is changed.
class Readiness {
public:
    enum class Event { readable, writable };

    Readiness(const asio::any_io_executor& executor, int descriptor, Event event);

    /// Returns early when cancelled; the caller tries its operation and waits again.
    asio::awaitable<void> wait();

    /// Calls `then` once ready, or when cancelled.
    void when_ready(std::function<void()> then);

    void cancel();

private:
    asio::posix::stream_descriptor epoll_;
    bool always_ready_ = false; ///< regular files and the null device are not for polling
};

} // namespace retail_mcp::transport
