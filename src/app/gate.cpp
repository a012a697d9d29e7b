#include "gate.hpp"

#include "heartbeat.hpp"

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <asio/this_coro.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace retail_mcp::app {

namespace {

using namespace std::chrono_literals;

constexpr auto first_list_patience = 2s;
constexpr auto call_patience = 30s;
/// Left of the request's own time, so that a call that waited in vain says why.
constexpr auto answer_margin = 500ms;

Deadline patience(const mcp::RequestContext& context) {
    const Deadline own = context.deadline();
    const Deadline limit = Deadline::after(call_patience);
    return own.is_never() ? limit : limit.or_earlier(Deadline::at(own.time() - answer_margin));
}

} // namespace

Gate::Gate(const asio::any_io_executor& executor, std::optional<retail::Grants> last_seen)
    : changed_{executor}, last_seen_{std::move(last_seen)} {}

void Gate::open(retail::Tools& tools) {
    tools_ = &tools;
    refusal_.reset();
    changed_.notify();
}

void Gate::refuse(Error error) {
    tools_ = nullptr;
    refusal_ = std::move(error);
    changed_.notify();
}

void Gate::close() {
    tools_ = nullptr;
    refusal_.reset();
}

void Gate::report(std::string step, std::uint64_t done, std::uint64_t total) {
    step_ = Step{std::move(step), done, total};
    changed_.notify();
}

asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> Gate::list(mcp::RequestContext& context) {
    if (tools_ == nullptr && !last_seen_) {
        const Deadline limit = context.deadline().or_earlier(Deadline::after(first_list_patience));
        while (is_waiting() && !limit.expired()) {
            co_await changed_.wait_until(limit);
        }
    }
    if (tools_ != nullptr) {
        co_return co_await tools_->list(context);
    }
    co_return retail::describe_all(last_seen_.value_or(retail::Grants{}));
}

asio::awaitable<mcp::ToolResult>
Gate::call(mcp::RequestContext& context, std::string name, nlohmann::json arguments) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await asio::this_coro::throw_if_cancelled(false);
    mcp::ToolResult result;
    double told = 0;
    if (auto passed = co_await pass(context, told); !passed) {
        result.error = std::move(passed.error());
    } else {
        const auto executor = co_await asio::this_coro::executor;
        const Heartbeat heartbeat{executor, context, told};
        result = co_await tools_->call(context, std::move(name), std::move(arguments));
    }
    if (result.error && on_error_) {
        on_error_(*result.error);
    }
    co_return result;
}

asio::awaitable<Result<retail::Tools*>> Gate::tools(mcp::RequestContext& context) {
    double told = 0;
    const auto passed = co_await pass(context, told);
    if (!passed) {
        co_return fail(passed.error());
    }
    co_return tools_;
}

asio::awaitable<Result<void>> Gate::pass(mcp::RequestContext& context, double& told) {
    if (refusal_ && refusal_->code == ErrorCode::database_unavailable && on_retry_) {
        on_retry_();
    }
    const Deadline limit = patience(context);
    int times = 0;
    while (is_waiting() && !limit.expired()) {
        told = std::max(told, tell_progress(context, ++times));
        co_await changed_.wait_until(limit);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            co_return fail(ErrorCode::cancelled, "The call was cancelled.");
        }
    }
    if (tools_ != nullptr) {
        co_return Result<void>{};
    }
    if (refusal_) {
        co_return fail(*refusal_);
    }
    co_return fail(
        ErrorCode::database_starting,
        "The private database is not ready yet: " + step_.name + '.',
        "Try again in a few seconds."
    );
}

double Gate::tell_progress(mcp::RequestContext& context, int times) const {
    const double done = static_cast<double>(step_.done) + times / 1e6;
    std::optional<double> total;
    if (step_.total != 0) {
        total = static_cast<double>(step_.total);
    }
    context.progress(done, total, step_.name);
    return done;
}

} // namespace retail_mcp::app
