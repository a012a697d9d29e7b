#pragma once

#include "subscriptions.hpp"
#include "versions.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>
#include <retail_mcp/mcp/server.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace retail_mcp::mcp {

/// What `initialize` began. Only legacy requests look at it.
struct Session {
    const Revision* revision = nullptr;                     ///< null before `initialize`
    nlohmann::json capabilities = nlohmann::json::object(); ///< the client's
    bool initialized = false; ///< the client has said that it is ready
};

/// What serving a request needs of the server. One per server, in its lifetime's order.
struct Runtime {
    const Providers providers;
    const ServerOptions options;
    const std::string server_info; ///< JSON text
    jsonrpc::Peer& peer;
    Session session = {};
    Subscriptions subscriptions;
};

} // namespace retail_mcp::mcp
