#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/mcp/content.hpp>

#include <asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace retail_mcp::mcp {

class RequestContext;

/// Hints for the client; their defaults are those of a reading tool on our own data.
struct ToolAnnotations {
    bool read_only = true;
    bool destructive = false;
    bool idempotent = true;
    bool open_world = false;
};

/// What tools/list says about one tool. Names are `[a-z0-9_]{1,64}`. Both schemas are compact JSON
/// Schema 2020-12 with an object at the root; `output_schema` may be empty for none.
struct ToolDescriptor {
    std::string name;
    std::string title;
    std::string description;
    ToolAnnotations annotations = {};
    std::string input_schema;
    std::string output_schema = {};
};

/// A tool's answer. On success `structured` is the text of one JSON object that conforms to the
/// output schema, and `text` is the same for a reader; `more` follows it (a text that is empty is
/// left out then). With `error` set everything else is ignored; invalid arguments are errors of
/// this kind, too. The one exception is `unknown_tool`, which becomes a protocol error.
struct ToolResult {
    std::string structured = {};
    std::string text = {};
    std::vector<Content> more = {};
    std::optional<Error> error = {};
};

/// What the server asks for tools. Called concurrently (interleaved on one thread); a call is
/// cancelled through the coroutine's cancellation slot. The context outlives the coroutine.
class ToolProvider {
public:
    virtual ~ToolProvider() = default;

    /// Every tool of this principal, always in the same order.
    virtual asio::awaitable<Result<std::vector<ToolDescriptor>>> list(RequestContext& context) = 0;

    /// `arguments` is always a JSON object.
    virtual asio::awaitable<ToolResult>
    call(RequestContext& context, std::string name, nlohmann::json arguments) = 0;

    /// Whether a subscription waits to be told that the list has changed. Returns at once. (A
    /// legacy session is told what is noticed anyhow.)
    virtual void watch(bool /*wanted*/) {}
};

} // namespace retail_mcp::mcp
