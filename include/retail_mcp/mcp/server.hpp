#pragma once

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// The Model Context Protocol over one transport: revision 2026-07-28 and the four before it, side
/// by side on one connection and decided per request.
namespace retail_mcp::mcp {

class ToolProvider;
class ResourceProvider;
class PromptProvider;
class CompletionProvider;

/// Null means: not offered. The capability is then not declared and its methods do not exist.
/// All must outlive the server.
struct Providers {
    ToolProvider* tools = nullptr;
    ResourceProvider* resources = nullptr;
    PromptProvider* prompts = nullptr;
    CompletionProvider* completions = nullptr;
};

struct ServerInfo {
    std::string name;
    std::string title;
    std::string version;
};

struct ServerOptions {
    ServerInfo info;
    /// At most 1,000 characters for the model; asked for at each `initialize` and discovery.
    std::function<std::string()> instructions = [] { return std::string(); };
    /// A request that takes longer is cancelled and answered with `timeout`.
    std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
    /// Reading pauses while this many requests are in flight (open subscriptions not counted).
    std::size_t max_in_flight = 256;
    /// Reading pauses while this many bytes of answers wait for the client to read them.
    std::size_t max_unsent = std::size_t{128} * 1024 * 1024;
    /// How long requests in flight may go on after the end of input.
    std::chrono::milliseconds grace = std::chrono::milliseconds(1400);
    /// Seals the state of a confirmation between two requests.
    Sealer sealer = Sealer::ephemeral();
    /// On whose behalf the process runs; a confirmation given to another one is void.
    std::function<std::string()> principal = [] { return std::string(); };
    /// How long a person may take to answer.
    std::chrono::seconds confirmation_lifetime = std::chrono::minutes(10);
};

/// Lives on one thread, the executor's. Destroy it only after run() has returned.
class Server {
public:
    Server(
        asio::any_io_executor executor,
        transport::Transport& transport,
        Providers providers,
        ServerOptions options
    );
    ~Server();

    /// Serves until the end of input or stop(). Then requests in flight get `grace` to finish, the
    /// rest is cancelled, open subscriptions are ended, and everything queued is written: within
    /// two seconds at most. What a client that does not read has not taken by then is left, so stop
    /// the event loop afterwards instead of waiting for it to run dry.
    asio::awaitable<void> run();

    /// The same end as the client's: no more is read. May be called more than once.
    void stop();

    /// Something the client may have listed or subscribed to has changed. Told to those who asked
    /// for it, and to a legacy session.
    void tools_changed();
    void resources_changed();
    void prompts_changed();
    void resource_updated(std::string_view uri);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace retail_mcp::mcp
