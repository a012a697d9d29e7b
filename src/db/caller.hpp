#pragma once

#include <asio/awaitable.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/cancellation_state.hpp>
#include <asio/this_coro.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace retail_mcp::db {

/// The calling coroutine's cancellation, taken over for the length of one call: instead of ending
/// the wait in which the coroutine happens to be, it runs what the call says at the time. See
/// `as_caller`.
class Caller {
public:
    explicit Caller(const asio::cancellation_state& state)
        : slot_{state.slot()}, cancelled_{state.cancelled() != asio::cancellation_type::none} {
        if (slot_.is_connected()) {
            slot_.assign([this](asio::cancellation_type) {
                cancelled_ = true;
                if (when_cancelled_) {
                    when_cancelled_();
                }
            });
        }
    }

    ~Caller() {
        if (slot_.is_connected()) {
            slot_.clear();
        }
    }

    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    bool cancelled() const noexcept { return cancelled_; }

    /// What a cancellation does from now on.
    void when_cancelled(std::function<void()> action) { when_cancelled_ = std::move(action); }

private:
    asio::cancellation_slot slot_;
    std::function<void()> when_cancelled_;
    bool cancelled_;
};

/// Runs the coroutine `work(caller)` with the caller's cancellation in its hands, and leaves the
/// coroutine's cancellation settings as it found them.
template <class Work>
std::invoke_result_t<Work, Caller&> as_caller(Work work) {
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    Caller caller{co_await asio::this_coro::cancellation_state};
    co_await asio::this_coro::throw_if_cancelled(false);
    auto answer = co_await work(caller);
    co_await asio::this_coro::throw_if_cancelled(throws);
    co_return answer;
}

} // namespace retail_mcp::db
