#pragma once

#include "exchange.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>

#include <asio/awaitable.hpp>

#include <string_view>

/// What the server answers to. One table per era; a method that an era does not know, or whose
/// capability is not offered, does not exist there.
namespace retail_mcp::mcp {

using Method = asio::awaitable<jsonrpc::Outcome> (*)(Exchange&);

/// Null if there is no such method.
Method find_method(std::string_view name, Era era, const Providers& providers);

namespace methods {

asio::awaitable<jsonrpc::Outcome> initialize(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> ping(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> discover(Exchange& exchange);

asio::awaitable<jsonrpc::Outcome> list_tools(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> call_tool(Exchange& exchange);

asio::awaitable<jsonrpc::Outcome> list_resources(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> list_resource_templates(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> read_resource(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> subscribe(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> unsubscribe(Exchange& exchange);

asio::awaitable<jsonrpc::Outcome> list_prompts(Exchange& exchange);
asio::awaitable<jsonrpc::Outcome> get_prompt(Exchange& exchange);

asio::awaitable<jsonrpc::Outcome> complete(Exchange& exchange);

asio::awaitable<jsonrpc::Outcome> listen(Exchange& exchange);

/// The answers to requests that were stopped before they had one.
jsonrpc::Outcome interrupted_call_tool(const Exchange& exchange);
jsonrpc::Outcome interrupted_listen(const Exchange& exchange);

} // namespace methods

} // namespace retail_mcp::mcp
