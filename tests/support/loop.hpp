#pragma once

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/this_coro.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

/// An event loop for tests: starts coroutines and runs the loop until one has answered, or fails
/// after ten seconds.
namespace retail_mcp::test {

/// A coroutine that was started: its answer, once there is one.
template <class T>
struct Started {
    std::optional<T> answer;
    std::exception_ptr thrown;
    asio::cancellation_signal cancellation;

    bool done() const { return answer || thrown; }
};

class Loop {
public:
    asio::io_context& context() { return context_; }

    auto executor() { return context_.get_executor(); }

    /// Starts a coroutine that can be cancelled by its `cancellation` signal.
    template <class T>
    std::shared_ptr<Started<T>> start(asio::awaitable<T> work) {
        auto started = std::make_shared<Started<T>>();
        asio::co_spawn(
            context_,
            with_total_cancellation(std::move(work)),
            asio::bind_cancellation_slot(
                started->cancellation.slot(),
                [started](std::exception_ptr thrown, std::optional<T> answer) {
                    if (thrown) {
                        started->thrown = std::move(thrown);
                    } else {
                        started->answer = std::move(answer);
                    }
                }
            )
        );
        return started;
    }

    /// Runs the loop until the coroutine has answered.
    template <class T>
    T wait(const std::shared_ptr<Started<T>>& started) {
        run_until([&] { return started->done(); });
        if (started->thrown) {
            std::rethrow_exception(started->thrown);
        }
        return std::move(*started->answer);
    }

    template <class T>
    T run(asio::awaitable<T> work) {
        return wait(start(std::move(work)));
    }

    template <class Condition>
    void run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!condition()) {
            if (context_.stopped()) {
                context_.restart();
            }
            if (std::chrono::steady_clock::now() > end) {
                throw std::runtime_error{"nothing happened within ten seconds"};
            }
            context_.run_one_for(std::chrono::milliseconds{100});
        }
    }

private:
    // Optional because co_spawn wants an answer that can be made from nothing.
    template <class T>
    static asio::awaitable<std::optional<T>> with_total_cancellation(asio::awaitable<T> work) {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        co_await asio::this_coro::throw_if_cancelled(false);
        co_return co_await std::move(work);
    }

    asio::io_context context_;
};

} // namespace retail_mcp::test
