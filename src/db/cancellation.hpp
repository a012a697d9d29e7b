#pragma once

#include <asio/awaitable.hpp>
#include <asio/cancellation_state.hpp>
#include <asio/redirect_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <system_error>
#include <utility>

/// Cancellation as a value: inside the database layer a cancelled coroutine does not throw at its
/// next wait, for a cancelled statement still has an answer to be read. Its wait ends, it asks
/// whether it was cancelled, and goes on as it sees fit.
namespace retail_mcp::db {

inline asio::awaitable<bool> cancellation_requested() {
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

/// Runs `work` so, and leaves the coroutine's setting as it found it.
template <class Answer>
asio::awaitable<Answer> without_throwing(asio::awaitable<Answer> work) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto answer = co_await std::move(work);
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return answer;
}

/// Waits for a timer used as a signal; it ends when the timer is cancelled or expires, or the
/// coroutine is cancelled.
template <class Timer>
asio::awaitable<void> wait_for_signal(Timer& timer) {
    std::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

} // namespace retail_mcp::db
