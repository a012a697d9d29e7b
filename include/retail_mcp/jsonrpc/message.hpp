#pragma once

#include <nlohmann/json.hpp>

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// JSON-RPC 2.0 as the Model Context Protocol uses it: ids are strings or integers, params are
/// objects.
namespace retail_mcp::jsonrpc {

/// A request's id, kept as its JSON text: `"1"` and `1` differ, and what is sent back is exactly
/// what came.
class Id {
public:
    /// Nothing unless the value is a string or an integer.
    static std::optional<Id> from(const nlohmann::json& value);

    const std::string& json() const { return json_; }

    auto operator<=>(const Id&) const = default;

private:
    explicit Id(std::string json) : json_{std::move(json)} {}

    std::string json_;
};

/// The codes of JSON-RPC itself.
enum class Code : int {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    internal_error = -32603,
};

/// What an error response carries. `data` is JSON text, empty for none.
struct RpcError {
    int code = static_cast<int>(Code::internal_error);
    std::string message;
    std::string data = {};
};

inline RpcError rpc_error(Code code, std::string message, std::string data = {}) {
    return {static_cast<int>(code), std::move(message), std::move(data)};
}

/// `params` is an object; where the message has none, an empty one.
struct Request {
    Id id;
    std::string method;
    nlohmann::json params;
};

struct Notification {
    std::string method;
    nlohmann::json params;
};

/// An answer to a request of ours: `result`, unless `error` is set.
struct Response {
    Id id;
    nlohmann::json result = {};
    std::optional<RpcError> error = {};
};

/// To be answered with an error; without an id if none could be read.
struct Malformed {
    std::optional<Id> id;
    RpcError error;
};

/// Never to be answered: malformed notifications and responses.
struct Ignored {};

using Message = std::variant<Request, Notification, Response, Malformed, Ignored>;

/// One line of the wire.
struct Line {
    std::vector<Message> messages;
    bool batch = false; ///< the line was an array; an empty one gives one Malformed and no batch
};

/// Deeper documents are refused: they have no use here and cost stack wherever they are walked.
inline constexpr int max_depth = 64;

/// Never throws on any input. `batches`: whether arrays are taken apart or refused.
Line parse_line(std::string_view text, bool batches);

/// `{"jsonrpc":"2.0","id":…,"result":…}`; `result` is JSON text.
std::string result_message(const Id& id, std::string_view result);

/// With `"id":null` if there is none.
std::string error_message(const std::optional<Id>& id, const RpcError& error);

/// Without an id a notification. `params` is JSON text, empty for none.
std::string
call_message(const std::optional<Id>& id, std::string_view method, std::string_view params);

} // namespace retail_mcp::jsonrpc
