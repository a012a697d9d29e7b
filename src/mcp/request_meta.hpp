#pragma once

#include "versions.hpp"

#include <retail_mcp/jsonrpc/message.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// Keys that the protocol reserves in `_meta`.
namespace meta_key {
inline constexpr std::string_view protocol_version = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view client_capabilities =
    "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view server_info = "io.modelcontextprotocol/serverInfo";
inline constexpr std::string_view subscription_id = "io.modelcontextprotocol/subscriptionId";
} // namespace meta_key

/// Codes of the revisions since 2026-07-28.
inline constexpr int missing_client_capability = -32021;
inline constexpr int unsupported_protocol_version = -32022;

/// Whether these client capabilities hold one of that name. Elicitation means elicitation by form:
/// `elicitation`, empty or with `form`.
bool declares(const nlohmann::json& capabilities, std::string_view name);

/// What a request says about itself in `params._meta`.
struct RequestMeta {
    /// Null for a legacy request: its session knows the revision.
    const Revision* revision = nullptr;
    /// JSON text of the token; empty if no progress is wanted.
    std::string progress_token;
    TraceContext trace;
};

/// A request is modern if its `_meta` has one of the keys that only modern requests have; then it
/// must have both, and name a revision spoken here.
tl::expected<RequestMeta, jsonrpc::RpcError> read_meta(const nlohmann::json& params);

/// The member if it is a string, else empty.
std::string string_member(const nlohmann::json& object, std::string_view name);

} // namespace retail_mcp::mcp
