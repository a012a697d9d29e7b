#pragma once

#include "exchange.hpp"

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/jsonrpc/peer.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// Writes a result with what its revision wants on every result: `resultType` and the server's
/// name since 2026-07-28, nothing before.
class ResultWriter {
public:
    explicit ResultWriter(const Exchange& exchange, std::string_view type = "complete");

    json::ObjectWriter& members() { return members_; }

    std::string& text() { return text_; }

    /// How long a client may keep the result. The answer always depends on the principal, so only
    /// its own client may.
    void cacheable(std::chrono::milliseconds time_to_live);

    /// A member of the result's `_meta`; `value` is JSON text.
    void meta(std::string_view key, std::string_view value);

    /// Call once, last.
    std::string finish();

private:
    bool modern_;
    std::string text_;
    json::ObjectWriter members_;
    std::string meta_text_;
    json::ObjectWriter meta_;
    bool has_meta_ = false;
};

/// How long clients may rely on a list; a change is announced.
inline constexpr std::chrono::milliseconds list_time_to_live = std::chrono::minutes(5);

/// `{code, message, hint, candidates}` for the machine that reads errors.
std::string error_object(const Error& error);

/// The same for a person or a model.
std::string error_text(const Error& error);

/// A provider's error where the protocol has no place for it in a result.
jsonrpc::RpcError to_rpc_error(const Error& error);

/// The outcome of a request whose handler failed because ask() or require() did: the forms to fill
/// in, or what is wrong with the request. Nothing if the error is the handler's own.
std::optional<jsonrpc::Outcome> unanswered(const Exchange& exchange, const Error& error);

/// What is said of a request that was stopped.
Error interruption(jsonrpc::Stop reason);

jsonrpc::RpcError invalid_params(std::string what);

/// Lists are always given whole, so no cursor was ever handed out: any is refused.
bool has_cursor(const Exchange& exchange);
jsonrpc::RpcError unknown_cursor();

} // namespace retail_mcp::mcp
