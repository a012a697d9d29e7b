#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/jsonrpc/message.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Asking a person for agreement, as both eras write it: one form with one tick box.
namespace retail_mcp::mcp {

/// The key of the one question in `inputRequests` and `inputResponses`.
inline constexpr std::string_view confirmation_key = "confirmation";

/// The params of `elicitation/create`. `mode` is written for modern clients only.
std::string elicitation_params(const Question& question, Era era);

/// What the person did, from an elicitation's result: agreed, or `confirmation_declined`. A
/// result that follows neither protocol nor form is a protocol error.
tl::expected<Result<void>, jsonrpc::RpcError> read_answer(const nlohmann::json& result);

/// Between two requests a question lives with the client, sealed: nobody else can make one, and
/// it opens only for the same principal and the same request.
class ConfirmationState {
public:
    /// `params` are those of the request; what differs in the repetition is left out of account.
    ConfirmationState(
        const Sealer& sealer,
        std::string_view principal,
        std::string_view method,
        nlohmann::json params
    );

    std::string seal(const Question& question, std::chrono::system_clock::time_point expiry) const;

    struct Opened {
        Confirmation confirmation;
        bool expired = false;
    };

    /// Nothing if it is not one of ours for this request.
    std::optional<Opened>
    open(std::string_view token, std::chrono::system_clock::time_point now) const;

private:
    const Sealer& sealer_;
    std::string context_;
};

} // namespace retail_mcp::mcp
