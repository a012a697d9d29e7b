// resources/list, resources/templates/list, resources/read, and the legacy subscriptions.
#include "content.hpp"
#include "methods.hpp"
#include "result.hpp"

#include <retail_mcp/mcp/resource.hpp>

#include <utility>

namespace retail_mcp::mcp::methods {

namespace {

void write_resource(std::string& out, const ResourceDescriptor& resource, const Revision& in) {
    json::ObjectWriter members(out);
    write_members(members, resource, in);
    members.close();
}

void write_template(std::string& out, const ResourceTemplate& resource, const Revision& in) {
    json::ObjectWriter members(out);
    members.string("uriTemplate", resource.uri_template).string("name", resource.name);
    if (in.structured_content) {
        write_optional(members, "title", resource.title);
    }
    write_optional(members, "description", resource.description);
    write_optional(members, "mimeType", resource.mime_type);
    members.close();
}

jsonrpc::RpcError not_found(const Exchange& exchange, const Error& error, std::string_view uri) {
    std::string data;
    json::ObjectWriter(data).string("uri", uri).close();
    return {
        exchange.revision().unknown_resource,
        error.message.empty() ? "Resource not found" : error_text(error),
        std::move(data)};
}

tl::expected<std::string, jsonrpc::RpcError> uri_of(const Exchange& exchange) {
    const auto uri = exchange.params().find("uri");
    if (uri == exchange.params().end() || !uri->is_string()) {
        return tl::unexpected(invalid_params(exchange.call().method() + " needs uri, a string"));
    }
    return uri->get<std::string>();
}

} // namespace

asio::awaitable<jsonrpc::Outcome> list_resources(Exchange& exchange) {
    if (has_cursor(exchange)) {
        co_return tl::unexpected(unknown_cursor());
    }
    const auto resources = co_await exchange.runtime().providers.resources->list(exchange);
    if (!resources) {
        co_return tl::unexpected(to_rpc_error(resources.error()));
    }
    ResultWriter result(exchange);
    result.members().key("resources");
    json::ArrayWriter list(result.text());
    for (const auto& resource : *resources) {
        write_resource(list.next(), resource, exchange.revision());
    }
    list.close();
    result.cacheable(list_time_to_live);
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> list_resource_templates(Exchange& exchange) {
    if (has_cursor(exchange)) {
        co_return tl::unexpected(unknown_cursor());
    }
    const auto templates = co_await exchange.runtime().providers.resources->templates(exchange);
    if (!templates) {
        co_return tl::unexpected(to_rpc_error(templates.error()));
    }
    ResultWriter result(exchange);
    result.members().key("resourceTemplates");
    json::ArrayWriter list(result.text());
    for (const auto& one : *templates) {
        write_template(list.next(), one, exchange.revision());
    }
    list.close();
    result.cacheable(list_time_to_live);
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> read_resource(Exchange& exchange) {
    const auto uri = uri_of(exchange);
    if (!uri) {
        co_return tl::unexpected(uri.error());
    }
    const auto contents = co_await exchange.runtime().providers.resources->read(exchange, *uri);
    if (!contents && contents.error().code == ErrorCode::unknown_resource) {
        co_return tl::unexpected(not_found(exchange, contents.error(), *uri));
    }
    if (!contents) {
        if (auto outcome = unanswered(exchange, contents.error())) {
            co_return std::move(*outcome);
        }
        co_return tl::unexpected(to_rpc_error(contents.error()));
    }
    ResultWriter result(exchange);
    result.members().key("contents");
    json::ArrayWriter list(result.text());
    write_contents(list.next(), *contents);
    list.close();
    result.cacheable(contents->time_to_live);
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> subscribe(Exchange& exchange) {
    const auto uri = uri_of(exchange);
    if (!uri) {
        co_return tl::unexpected(uri.error());
    }
    if (!exchange.runtime().providers.resources->can_watch(*uri)) {
        const Error unknown{
            ErrorCode::unknown_resource, "No changes of this resource are announced."};
        co_return tl::unexpected(not_found(exchange, unknown, *uri));
    }
    std::set<std::string> begun{*uri};
    co_await exchange.runtime().providers.resources->before_watching(std::move(begun));
    exchange.runtime().subscriptions.subscribe_session(*uri);
    co_return std::string("{}");
}

asio::awaitable<jsonrpc::Outcome> unsubscribe(Exchange& exchange) {
    const auto uri = uri_of(exchange);
    if (!uri) {
        co_return tl::unexpected(uri.error());
    }
    exchange.runtime().subscriptions.unsubscribe_session(*uri);
    co_return std::string("{}");
}

} // namespace retail_mcp::mcp::methods
