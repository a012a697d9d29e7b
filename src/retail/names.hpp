#pragma once

#include <retail_mcp/retail/tool.hpp>

#include <string>

/// What to say when a name means nothing here: the nearest that do.
namespace retail_mcp::retail {

/// `unknown_sku`, with the nearest SKUs of the scope's stores.
asio::awaitable<Error> unknown_sku(ToolContext& context, std::string sku);

/// `unknown_category`, with the nearest paths.
asio::awaitable<Error> unknown_category(ToolContext& context, std::string category);

} // namespace retail_mcp::retail
