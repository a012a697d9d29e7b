#include "exchange.hpp"
#include "methods.hpp"
#include "result.hpp"
#include "runtime.hpp"

#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/mcp/resource.hpp>
#include <retail_mcp/mcp/server.hpp>
#include <retail_mcp/mcp/tool.hpp>

#include <utility>

namespace retail_mcp::mcp {

namespace {

std::string server_info_json(const ServerInfo& info) {
    std::string text;
    json::ObjectWriter members(text);
    members.string("name", info.name);
    if (!info.title.empty()) {
        members.string("title", info.title);
    }
    members.string("version", info.version).close();
    return text;
}

jsonrpc::PeerOptions peer_options(const ServerOptions& options) {
    return {options.request_timeout, options.max_in_flight, options.max_unsent, options.grace};
}

jsonrpc::RpcError method_not_found(const std::string& method) {
    return jsonrpc::rpc_error(jsonrpc::Code::method_not_found, "Method not found: " + method);
}

jsonrpc::RpcError no_era() {
    return invalid_params(
        "_meta needs " + std::string(meta_key::protocol_version) + " and " +
        std::string(meta_key::client_capabilities) + ", unless a session was opened with initialize"
    );
}

/// "ok", or why not; for the log.
std::string outcome_name(const jsonrpc::Call& call, const jsonrpc::Outcome& outcome) {
    switch (call.stopped()) {
    case jsonrpc::Stop::client:
        return "cancelled";
    case jsonrpc::Stop::deadline:
        return "timeout";
    case jsonrpc::Stop::shutdown:
        return "shutdown";
    case jsonrpc::Stop::none:
        break;
    }
    return outcome ? "ok" : std::to_string(outcome.error().code);
}

/// The name of a tool or prompt is what tells calls apart in the log; never the arguments.
std::string target_of(const jsonrpc::Call& call) {
    return string_member(call.params(), "name");
}

/// The client's trace, so that its story and ours can be joined.
std::string trace_of(const jsonrpc::Call& call) {
    constexpr std::size_t longest = 100; // W3C's have 55 characters
    const auto meta = call.params().find("_meta");
    std::string trace =
        meta != call.params().end() ? string_member(*meta, "traceparent") : std::string();
    return trace.empty() ? "-" : std::move(trace).substr(0, longest);
}

} // namespace

class Server::Impl final : public jsonrpc::Handler {
public:
    Impl(
        const asio::any_io_executor& executor,
        transport::Transport& transport,
        Providers providers,
        ServerOptions options
    )
        : peer_{executor, transport, *this, peer_options(options)},
          runtime_{
              providers,
              options,
              server_info_json(options.info),
              peer_,
              Session{},
              Subscriptions{peer_, watched_changed(providers)}} {}

    asio::awaitable<jsonrpc::Outcome> handle(jsonrpc::Call& call) override {
        const auto begun = std::chrono::steady_clock::now();
        jsonrpc::Outcome outcome = co_await dispatch(call);
        log_request(call, begun, outcome_name(call, outcome));
        co_return outcome;
    }

    jsonrpc::Outcome interrupted(jsonrpc::Call& call) override;
    void notified(jsonrpc::Notification notification) override;

    jsonrpc::Peer& peer() { return peer_; }

    void announce(Change change, std::string_view uri = {}) {
        runtime_.subscriptions.announce(change, uri);
    }

private:
    static std::function<void(const Watched&)> watched_changed(Providers providers) {
        return [providers](const Watched& watched) {
            if (providers.tools != nullptr) {
                providers.tools->watch(watched.tools);
            }
            if (providers.resources != nullptr) {
                providers.resources->watch(watched.uris);
            }
        };
    }

    asio::awaitable<jsonrpc::Outcome> dispatch(jsonrpc::Call& call);
    bool needs_session(const jsonrpc::Call& call) const;
    static void log_request(
        const jsonrpc::Call& call,
        std::chrono::steady_clock::time_point begun,
        const std::string& outcome
    );

    jsonrpc::Peer peer_;
    Runtime runtime_;
};

/// Presence and form of `_meta` first, then the revision, then the method.
asio::awaitable<jsonrpc::Outcome> Server::Impl::dispatch(jsonrpc::Call& call) {
    auto meta = read_meta(call.params());
    if (!meta) {
        co_return tl::unexpected(std::move(meta.error()));
    }
    const Era era = meta->revision != nullptr ? Era::modern : Era::legacy;
    if (era == Era::legacy && needs_session(call)) {
        co_return tl::unexpected(no_era());
    }
    const Method method = find_method(call.method(), era, runtime_.providers);
    if (method == nullptr) {
        co_return tl::unexpected(method_not_found(call.method()));
    }
    Exchange exchange(runtime_, call, std::move(*meta));
    jsonrpc::Outcome outcome = co_await method(exchange);
    co_return outcome;
}

/// Discovery exists for modern clients only, so without their `_meta` it is malformed, not unknown.
bool Server::Impl::needs_session(const jsonrpc::Call& call) const {
    if (call.method() == "server/discover") {
        return true;
    }
    return runtime_.session.revision == nullptr && call.method() != "initialize" &&
           call.method() != "ping";
}

jsonrpc::Outcome Server::Impl::interrupted(jsonrpc::Call& call) {
    const Error error = interruption(call.stopped());
    auto meta = read_meta(call.params());
    if (!meta) {
        return tl::unexpected(to_rpc_error(error));
    }
    const Exchange exchange(runtime_, call, std::move(*meta));
    if (call.method() == "tools/call") {
        return methods::interrupted_call_tool(exchange);
    }
    if (call.method() == "subscriptions/listen") {
        return methods::interrupted_listen(exchange);
    }
    return tl::unexpected(to_rpc_error(error));
}

void Server::Impl::notified(jsonrpc::Notification notification) {
    if (notification.method == "notifications/cancelled") {
        const auto given = notification.params.find("requestId");
        if (given == notification.params.end()) {
            return;
        }
        if (const auto id = jsonrpc::Id::from(*given)) {
            peer_.cancel(*id);
        }
    } else if (notification.method == "notifications/initialized" && runtime_.session.revision != nullptr) {
        runtime_.session.initialized = true;
        runtime_.subscriptions.begin_session();
    }
}

void Server::Impl::log_request(
    const jsonrpc::Call& call,
    std::chrono::steady_clock::time_point begun,
    const std::string& outcome
) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begun
    );
    log::write(
        log::Level::info,
        "request",
        {{"id", call.id().json()},
         {"method", call.method()},
         {"name", target_of(call)},
         {"us", std::to_string(took.count())},
         {"outcome", outcome},
         {"trace", trace_of(call)}}
    );
}

Server::Server(
    asio::any_io_executor executor,
    transport::Transport& transport,
    Providers providers,
    ServerOptions options
)
    : impl_{std::make_unique<Impl>(executor, transport, providers, std::move(options))} {}

Server::~Server() = default;

asio::awaitable<void> Server::run() {
    return impl_->peer().run();
}

void Server::stop() {
    impl_->peer().stop();
}

void Server::tools_changed() {
    impl_->announce(Change::tools);
}

void Server::resources_changed() {
    impl_->announce(Change::resources);
}

void Server::prompts_changed() {
    impl_->announce(Change::prompts);
}

void Server::resource_updated(std::string_view uri) {
    impl_->announce(Change::resource, uri);
}

} // namespace retail_mcp::mcp
