#pragma once

#include <retail_mcp/base/error.hpp>

#include <asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace retail_mcp::mcp {

class RequestContext;

/// One entry of resources/list.
struct ResourceDescriptor {
    std::string uri;
    std::string name;
    std::string title = {};
    std::string description = {};
    std::string mime_type = {};
    std::optional<std::int64_t> size = {};
};

/// One entry of resources/templates/list; `uri_template` follows RFC 6570.
struct ResourceTemplate {
    std::string uri_template;
    std::string name;
    std::string title = {};
    std::string description = {};
    std::string mime_type = {};
};

/// What resources/read gives: exactly one of the two bodies counts.
struct ResourceContents {
    std::string uri;
    std::string mime_type = {};
    std::string text = {};
    /// If set, sent base64-encoded instead of `text`.
    std::optional<std::string> blob = {};
    /// How long the client may use it without asking again.
    std::chrono::milliseconds time_to_live{0};
};

/// What the server asks for resources. The rules of ToolProvider hold.
class ResourceProvider {
public:
    virtual ~ResourceProvider() = default;
    virtual asio::awaitable<Result<std::vector<ResourceDescriptor>>> list(RequestContext& context
    ) = 0;
    virtual asio::awaitable<Result<std::vector<ResourceTemplate>>> templates(RequestContext& context
    ) = 0;

    /// `unknown_resource` for a URI that names nothing this principal may see.
    virtual asio::awaitable<Result<ResourceContents>>
    read(RequestContext& context, std::string uri) = 0;

    /// Whether a change of what this URI names is ever announced.
    virtual bool can_watch(const std::string& uri) const = 0;

    /// A subscription to these begins once this has returned: changes from here on count. Soon.
    virtual asio::awaitable<void> before_watching(std::set<std::string> /*uris*/) { co_return; }

    /// The set of URIs with at least one open subscription has become this one. Empty: nobody
    /// listens, so hold no connection. Returns at once.
    virtual void watch(std::set<std::string> uris) = 0;
};

} // namespace retail_mcp::mcp
