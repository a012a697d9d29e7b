#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <memory>

/// The composition root of `serve`, `call` and `tools`: transport, protocol, tools, pool and, where
/// no database is configured, the private PostgreSQL.
namespace retail_mcp::app {

/// One server on one transport. Lives on the executor's one thread.
class Application {
public:
    /// Checks what can be checked without a database. `wire` outlives the application.
    static Result<std::unique_ptr<Application>> create(
        const asio::any_io_executor& executor, transport::Transport& wire, const Settings& settings
    );

    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    ~Application();

    /// Serves until the end of input or stop(). Initialization and lists are answered at once; the
    /// database is made ready in the background.
    asio::awaitable<void> run();

    /// The same end as the client's; in-flight work gets its grace.
    void stop();

    /// The database login was found to be above row-level security; no tool has run.
    bool met_unsafe_role() const;

    /// A thread is still making the private PostgreSQL ready and cannot be waited for.
    bool is_preparing() const;

private:
    class Impl;
    explicit Application(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace retail_mcp::app
