#pragma once

#include "cancellation.hpp"

#include <retail_mcp/base/worker.hpp>

#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>

#include <functional>
#include <memory>

namespace retail_mcp::db {

/// Runs `job` on the worker and continues here when it is done. What the job uses it must own: if
/// the coroutine is destroyed meanwhile, the job still runs to its end.
inline asio::awaitable<void> await_on(Worker& worker, std::function<void()> job) {
    struct Done {
        asio::steady_timer signal;
        bool reached = false;
    };

    const auto executor = co_await asio::this_coro::executor;
    const auto done = std::make_shared<Done>(Done{asio::steady_timer{executor}});
    done->signal.expires_at(asio::steady_timer::time_point::max());
    worker.post(std::move(job), [executor, weak = std::weak_ptr{done}] {
        asio::post(executor, [weak] {
            if (const auto waiting = weak.lock()) {
                waiting->reached = true;
                waiting->signal.cancel();
            }
        });
    });
    while (!done->reached) {
        co_await wait_for_signal(done->signal);
    }
}

} // namespace retail_mcp::db
