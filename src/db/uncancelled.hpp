#pragma once

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <system_error>

namespace retail_mcp::db {

/// A wait that the caller's cancellation does not end, for it ends by other means: a cancelled
/// statement still has an answer to be read. Errors (the timer or socket cancelled) end it, too.
template <class Timer>
asio::awaitable<void> wait_uncancelled(Timer& timer) {
    std::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await timer.async_wait(asio::bind_cancellation_slot(asio::cancellation_slot{}, token));
}

} // namespace retail_mcp::db
