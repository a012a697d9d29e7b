#pragma once

#include <retail_mcp/base/seal.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// A form that was put to the person in an earlier round of the same request.
struct AskedForm {
    std::string state;          ///< Inquiry::state of that time
    std::string id = {};        ///< names the answer; empty if there is none yet
    nlohmann::json answer = {}; ///< the elicitation's result; null if there is none yet
};

using AskedForms = std::map<std::string, AskedForm>;

/// Between two requests the forms asked so far live with the client, sealed: nobody else can make
/// them up, and they open only for the same principal and the same request.
class InquiryState {
public:
    /// `params` are those of the request; what differs in the repetition is left out of account.
    InquiryState(
        const Sealer& sealer,
        std::string_view principal,
        std::string_view method,
        nlohmann::json params
    );

    std::string seal(const AskedForms& forms, std::chrono::system_clock::time_point expiry) const;

    struct Opened {
        AskedForms forms;
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
