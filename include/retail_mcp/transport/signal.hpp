#pragma once

#include <retail_mcp/base/deadline.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <memory>

namespace retail_mcp::transport {

/// What coroutines of one thread wait on until another one has changed something:
/// `while (!condition) { co_await signal.wait(); }`. Wakes may be spurious; a wait that begins
/// after notify() does not see it.
class Signal {
public:
    explicit Signal(const asio::any_io_executor& executor)
        : timer_{std::make_shared<asio::steady_timer>(
              executor, asio::steady_timer::time_point::max()
          )} {}

    asio::awaitable<void> wait() {
        co_await timer_->async_wait(asio::experimental::as_tuple(asio::use_awaitable));
    }

    /// The same, but no longer than until `limit`.
    asio::awaitable<void> wait_until(Deadline limit) {
        if (limit.is_never()) {
            co_await wait();
            co_return;
        }
        asio::steady_timer alarm(timer_->get_executor(), limit.time());
        alarm.async_wait([timer = timer_](const asio::error_code& problem) {
            if (!problem) {
                timer->cancel();
            }
        });
        co_await wait();
    }

    void notify() { timer_->cancel(); }

private:
    std::shared_ptr<asio::steady_timer> timer_; ///< shared with alarms that rang already
};

} // namespace retail_mcp::transport
