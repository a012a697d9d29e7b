#include "confirmation.hpp"

#include <retail_mcp/base/json_writer.hpp>

#include <cstdint>
#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;

constexpr std::string_view form_schema =
    R"({"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes, do it"}},)"
    R"("required":["confirm"]})";

std::int64_t seconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

jsonrpc::RpcError malformed(std::string_view what) {
    return jsonrpc::rpc_error(
        jsonrpc::Code::invalid_params,
        "Invalid params: the answer to the confirmation " + std::string(what)
    );
}

} // namespace

std::string elicitation_params(const Question& question, Era era) {
    std::string text;
    json::ObjectWriter params(text);
    if (era == Era::modern) {
        params.string("mode", "form");
    }
    params.string("message", question.message).raw("requestedSchema", form_schema);
    params.close();
    return text;
}

tl::expected<Result<void>, jsonrpc::RpcError> read_answer(const Json& result) {
    const auto declined = [] {
        return Result<void>(fail(
            ErrorCode::confirmation_declined,
            "The person did not agree; nothing was changed.",
            "Ask what to do instead."
        ));
    };
    const auto action = result.is_object() ? result.find("action") : result.end();
    if (action == result.end() || !action->is_string()) {
        return tl::unexpected(malformed("has no action"));
    }
    if (*action == "decline" || *action == "cancel") {
        return declined();
    }
    if (*action != "accept") {
        return tl::unexpected(malformed("has an unknown action"));
    }
    const auto content = result.find("content");
    if (content == result.end() || !content->is_object() || !content->contains("confirm") ||
        !(*content)["confirm"].is_boolean()) {
        return tl::unexpected(malformed("lacks content.confirm, a boolean"));
    }
    return (*content)["confirm"].get<bool>() ? Result<void>() : declined();
}

ConfirmationState::ConfirmationState(
    const Sealer& sealer, std::string_view principal, std::string_view method, Json params
)
    : sealer_{sealer} {
    for (const char* const changing : {"_meta", "inputResponses", "requestState"}) {
        params.erase(changing);
    }
    Json bound = Json::array({"confirmation", principal, method, std::move(params)});
    context_ = sha256_hex(bound.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string ConfirmationState::seal(
    const Question& question, std::chrono::system_clock::time_point expiry
) const {
    return sealer_.seal(context_, std::to_string(seconds_of(expiry)) + " " + question.state);
}

std::optional<ConfirmationState::Opened>
ConfirmationState::open(std::string_view token, std::chrono::system_clock::time_point now) const {
    const auto plain = sealer_.unseal(context_, token);
    if (!plain) {
        return std::nullopt;
    }
    // Only seal() wrote this, so there is a number and a blank.
    const auto blank = plain->find(' ');
    const std::int64_t expiry = std::stoll(plain->substr(0, blank));
    return Opened{
        Confirmation{plain->substr(blank + 1), sha256_hex(token)}, seconds_of(now) > expiry};
}

} // namespace retail_mcp::mcp
