// subscriptions/listen: a request that stays open and is told of changes.
#include "methods.hpp"
#include "result.hpp"

#include <retail_mcp/mcp/resource.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/this_coro.hpp>

#include <optional>

namespace retail_mcp::mcp::methods {

namespace {

using Json = nlohmann::json;

/// Absent counts as false; nothing if it is not a boolean.
std::optional<bool> flag(const Json& filter, std::string_view name) {
    const auto found = filter.find(name);
    if (found == filter.end()) {
        return false;
    }
    return found->is_boolean() ? std::optional(found->get<bool>()) : std::nullopt;
}

std::optional<std::set<std::string>> uris(const Json& filter) {
    std::set<std::string> uris;
    const auto found = filter.find("resourceSubscriptions");
    if (found == filter.end()) {
        return uris;
    }
    if (!found->is_array()) {
        return std::nullopt;
    }
    for (const auto& uri : *found) {
        if (!uri.is_string()) {
            return std::nullopt;
        }
        uris.insert(uri.get<std::string>());
    }
    return uris;
}

/// What of the filter is supported here; nothing if it is malformed.
std::optional<Interest> read_filter(const Json& params, const Providers& providers) {
    const auto filter = params.find("notifications");
    if (filter == params.end() || !filter->is_object()) {
        return std::nullopt;
    }
    const auto tools = flag(*filter, "toolsListChanged");
    const auto prompts = flag(*filter, "promptsListChanged");
    const auto resources = flag(*filter, "resourcesListChanged");
    auto wanted = uris(*filter);
    if (!tools || !prompts || !resources || !wanted) {
        return std::nullopt;
    }
    std::erase_if(*wanted, [&](const std::string& uri) {
        return providers.resources == nullptr || !providers.resources->can_watch(uri);
    });
    return Interest{
        *tools && providers.tools != nullptr,
        *prompts && providers.prompts != nullptr,
        *resources && providers.resources != nullptr,
        std::move(*wanted)};
}

std::string acknowledgement(const Interest& interest, std::string_view subscription_id) {
    Json honoured = Json::object();
    if (interest.tools) {
        honoured["toolsListChanged"] = true;
    }
    if (interest.prompts) {
        honoured["promptsListChanged"] = true;
    }
    if (interest.resources) {
        honoured["resourcesListChanged"] = true;
    }
    if (!interest.uris.empty()) {
        honoured["resourceSubscriptions"] = interest.uris;
    }
    std::string text;
    json::ObjectWriter params(text);
    params.key("_meta");
    json::ObjectWriter(text).raw(meta_key::subscription_id, subscription_id).close();
    params.raw("notifications", honoured.dump(-1, ' ', false, Json::error_handler_t::replace));
    params.close();
    return text;
}

} // namespace

asio::awaitable<jsonrpc::Outcome> listen(Exchange& exchange) {
    auto interest = read_filter(exchange.params(), exchange.runtime().providers);
    if (!interest) {
        co_return tl::unexpected(invalid_params("notifications is missing or malformed"));
    }
    if (!interest->uris.empty()) {
        co_await exchange.runtime().providers.resources->before_watching(interest->uris);
    }
    jsonrpc::Call& call = exchange.call();
    call.keep_open();
    call.notify(
        "notifications/subscriptions/acknowledged", acknowledgement(*interest, call.id().json())
    );
    const Subscriptions::Listen open(exchange.runtime().subscriptions, call, std::move(*interest));
    transport::Signal never(co_await asio::this_coro::executor);
    for (;;) { // until cancelled, by the client or at the shutdown
        co_await never.wait();
    }
}

jsonrpc::Outcome interrupted_listen(const Exchange& exchange) {
    ResultWriter result(exchange);
    result.meta(meta_key::subscription_id, exchange.request_id());
    return result.finish();
}

} // namespace retail_mcp::mcp::methods
