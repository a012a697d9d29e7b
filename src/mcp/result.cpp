#include "result.hpp"

#include "form.hpp"
#include "request_meta.hpp"

#include <retail_mcp/base/text.hpp>

namespace retail_mcp::mcp {

namespace {

std::string input_required(const Exchange& exchange) {
    ResultWriter result(exchange, "input_required");
    result.members().key("inputRequests");
    json::ObjectWriter requests(result.text());
    for (const auto& [name, form] : exchange.open_forms()) {
        requests.key(name);
        json::ObjectWriter(result.text())
            .string("method", "elicitation/create")
            .raw("params", elicitation_params(form, exchange.era()))
            .close();
    }
    requests.close();
    result.members().string("requestState", exchange.sealed_state());
    return result.finish();
}

} // namespace

ResultWriter::ResultWriter(const Exchange& exchange, std::string_view type)
    : modern_{exchange.era() == Era::modern}, members_{text_}, meta_{meta_text_} {
    if (modern_) {
        members_.string("resultType", type);
        meta(meta_key::server_info, exchange.runtime().server_info);
    }
}

void ResultWriter::cacheable(std::chrono::milliseconds time_to_live) {
    if (modern_) {
        members_.integer("ttlMs", time_to_live.count()).string("cacheScope", "private");
    }
}

void ResultWriter::meta(std::string_view key, std::string_view value) {
    meta_.raw(key, value);
    has_meta_ = true;
}

std::string ResultWriter::finish() {
    if (has_meta_) {
        meta_.close();
        members_.raw("_meta", meta_text_);
    }
    members_.close();
    return std::move(text_);
}

std::string error_object(const Error& error) {
    std::string text;
    json::ObjectWriter object(text);
    object.string("code", to_string(error.code)).string("message", error.message);
    if (!error.hint.empty()) {
        object.string("hint", error.hint);
    }
    if (!error.candidates.empty()) {
        object.key("candidates");
        json::ArrayWriter candidates(text);
        for (const auto& candidate : error.candidates) {
            json::append_string(candidates.next(), candidate);
        }
        candidates.close();
    }
    object.close();
    return text;
}

/// Candidates may be names from the records; whole ones are in `_meta`.
constexpr std::size_t max_candidate_width = 120;

std::string error_text(const Error& error) {
    std::string text = error.message;
    if (!error.hint.empty()) {
        text += '\n';
        text += error.hint;
    }
    if (!error.candidates.empty()) {
        text += "\nNearest: ";
        for (std::size_t i = 0; i < error.candidates.size(); ++i) {
            text +=
                (i == 0 ? "" : ", ") + retail_mcp::quoted(error.candidates[i], max_candidate_width);
        }
    }
    return text;
}

jsonrpc::RpcError to_rpc_error(const Error& error) {
    using enum ErrorCode;
    switch (error.code) {
    case invalid_arguments:
    case invalid_cursor:
    case unknown_prompt:
    case unknown_resource:
    case unknown_tool:
        return jsonrpc::rpc_error(
            jsonrpc::Code::invalid_params, error_text(error), error_object(error)
        );
    default:
        return jsonrpc::rpc_error(
            jsonrpc::Code::internal_error, error_text(error), error_object(error)
        );
    }
}

std::optional<jsonrpc::Outcome> unanswered(const Exchange& exchange, const Error& error) {
    const bool is_of_asking = error.code == ErrorCode::confirmation_required ||
                              error.code == ErrorCode::confirmation_unavailable;
    if (!is_of_asking) {
        return std::nullopt;
    }
    if (exchange.refusal()) {
        return tl::unexpected(*exchange.refusal());
    }
    if (!exchange.open_forms().empty()) {
        return input_required(exchange);
    }
    return std::nullopt;
}

Error interruption(jsonrpc::Stop reason) {
    if (reason == jsonrpc::Stop::deadline) {
        return Error{
            ErrorCode::timeout,
            "The call took too long and was stopped.",
            "Narrow the question, for example to a shorter period, or ask for fewer rows."};
    }
    return Error{ErrorCode::cancelled, "The server is shutting down.", "Start it again."};
}

jsonrpc::RpcError invalid_params(std::string what) {
    return jsonrpc::rpc_error(jsonrpc::Code::invalid_params, "Invalid params: " + std::move(what));
}

bool has_cursor(const Exchange& exchange) {
    return exchange.params().contains("cursor");
}

jsonrpc::RpcError unknown_cursor() {
    return invalid_params("the cursor is not one given out for this list");
}

} // namespace retail_mcp::mcp
