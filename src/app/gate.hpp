#pragma once

#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/tools.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace retail_mcp::app {

/// Stands before the retail tools while their database is being made ready: the list is answered
/// from the grants last seen, calls wait a while and are told how far it is. One thread.
class Gate final : public mcp::ToolProvider {
public:
    Gate(const asio::any_io_executor& executor, std::optional<retail::Grants> last_seen);

    /// Called with every failed call's error, before it is answered.
    void on_error(std::function<void(const Error&)> listener) { on_error_ = std::move(listener); }

    /// Called when a call meets a gate that was refused because the database was not reachable.
    void on_retry(std::function<void()> listener) { on_retry_ = std::move(listener); }

    /// Called with whether a subscription waits for another list of tools.
    void on_watch(std::function<void(bool wanted)> listener) { on_watch_ = std::move(listener); }

    /// Calls go through to `tools`, which outlives the gate's use.
    void open(retail::Tools& tools);

    /// Calls are answered with this.
    void refuse(Error error);

    /// Calls wait again.
    void close();

    /// How far the preparation is; told to waiting calls that asked for progress.
    void report(std::string step, std::uint64_t done, std::uint64_t total);

    asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> list(mcp::RequestContext& context
    ) override;

    asio::awaitable<mcp::ToolResult>
    call(mcp::RequestContext& context, std::string name, nlohmann::json arguments) override;

    /// The tools themselves, for a request that is none of their calls; waits as a call does.
    asio::awaitable<Result<retail::Tools*>> tools(mcp::RequestContext& context);

    void watch(bool wanted) override { on_watch_(wanted); }

private:
    struct Step {
        std::string name = "Starting";
        std::uint64_t done = 0;
        std::uint64_t total = 0;
    };

    bool is_waiting() const { return tools_ == nullptr && !refusal_; }

    /// `told` becomes how far the progress told on the way went.
    asio::awaitable<Result<void>> pass(mcp::RequestContext& context, double& told);

    /// What was told: the step's place, a little more each time.
    double tell_progress(mcp::RequestContext& context, int times) const;

    transport::Signal changed_;
    std::optional<retail::Grants> last_seen_;
    retail::Tools* tools_ = nullptr;
    std::optional<Error> refusal_;
    Step step_;
    std::function<void(const Error&)> on_error_;
    std::function<void()> on_retry_;
    std::function<void(bool wanted)> on_watch_ = [](bool) {};
};

} // namespace retail_mcp::app
