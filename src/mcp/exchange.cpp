#include "exchange.hpp"

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/json_writer.hpp>

#include <limits>
#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;

Error no_way_to_ask() {
    return Error{
        ErrorCode::confirmation_unavailable,
        "This change needs a person's agreement, and the client cannot ask for it; nothing was "
        "changed.",
        "Use a client with elicitation, or retail-mcp call on a terminal."};
}

} // namespace

Exchange::Exchange(Runtime& runtime, jsonrpc::Call& call, RequestMeta meta)
    : runtime_{runtime},
      call_{call},
      meta_{std::move(meta)},
      last_progress_{-std::numeric_limits<double>::infinity()} {
    if (meta_.revision == nullptr) {
        meta_.revision =
            runtime.session.revision != nullptr ? runtime.session.revision : &latest_legacy();
        meta_.capabilities = runtime.session.capabilities;
    }
}

void Exchange::progress(double done, std::optional<double> total, std::string_view message) {
    if (meta_.progress_token.empty() || !(done > last_progress_)) {
        return;
    }
    last_progress_ = done;
    std::string text;
    json::ObjectWriter params(text);
    params.raw("progressToken", meta_.progress_token).raw("progress", Json(done).dump());
    if (total) {
        params.raw("total", Json(*total).dump());
    }
    if (!message.empty()) {
        params.string("message", message);
    }
    params.close();
    call_.notify("notifications/progress", text);
}

asio::awaitable<Result<Confirmation>> Exchange::confirm(Question question) {
    const bool session_ready = era() == Era::modern || runtime_.session.initialized;
    if (!meta_.capabilities.elicitation_form || !revision().elicitation || !session_ready) {
        verdict_ = Verdict::capability_missing;
        co_return fail(no_way_to_ask());
    }
    if (era() == Era::modern) {
        co_return confirm_by_retry(std::move(question));
    }
    co_return co_await confirm_by_elicitation(std::move(question));
}

asio::awaitable<Result<Confirmation>> Exchange::confirm_by_elicitation(Question question) {
    const auto limit = Deadline::after(runtime_.options.confirmation_lifetime);
    call_.set_deadline(Deadline::never()); // a person may take longer than a database
    const auto answer = co_await runtime_.peer.request(
        "elicitation/create", elicitation_params(question, era()), limit
    );
    call_.set_deadline(Deadline::after(runtime_.options.request_timeout));
    if (!answer) {
        co_return fail(no_way_to_ask());
    }
    const auto agreed = read_answer(*answer);
    if (!agreed) {
        co_return fail(no_way_to_ask());
    }
    if (!*agreed) {
        co_return fail(agreed->error());
    }
    Confirmation confirmation{std::move(question.state), {}};
    co_return confirmation;
}

Result<Confirmation> Exchange::confirm_by_retry(Question question) {
    const auto invalid = [](std::string_view what) {
        return jsonrpc::rpc_error(
            jsonrpc::Code::invalid_params, "Invalid params: " + std::string(what)
        );
    };
    const auto token = params().find("requestState");
    const auto answers = params().find("inputResponses");
    if (answers != params().end() && !answers->is_object()) {
        return refuse(invalid("inputResponses is not an object"));
    }
    if (token == params().end()) {
        return ask(std::move(question));
    }
    const auto opened = token->is_string() ? confirmation_state().open(
                                                 token->get_ref<const std::string&>(),
                                                 std::chrono::system_clock::now()
                                             )
                                           : std::nullopt;
    if (!opened) {
        return refuse(invalid("requestState is not one given out for this request"));
    }
    if (opened->expired || answers == params().end() || !answers->contains(confirmation_key)) {
        return ask(std::move(question));
    }
    return take_answer(answers->at(std::string(confirmation_key)), opened->confirmation);
}

Result<Confirmation> Exchange::take_answer(const Json& answer, Confirmation confirmation) {
    const auto agreed = read_answer(answer);
    if (!agreed) {
        return refuse(agreed.error());
    }
    return agreed->map([&] { return std::move(confirmation); });
}

Result<Confirmation> Exchange::ask(Question question) {
    verdict_ = Verdict::input_required;
    question_ = std::move(question);
    return fail(ErrorCode::confirmation_required, "A person is asked first.");
}

Result<Confirmation> Exchange::refuse(jsonrpc::RpcError problem) {
    verdict_ = Verdict::bad_request;
    bad_request_ = std::move(problem);
    return fail(ErrorCode::confirmation_required, bad_request_.message);
}

ConfirmationState Exchange::confirmation_state() const {
    return {runtime_.options.sealer, runtime_.options.principal(), call_.method(), call_.params()};
}

std::string Exchange::sealed_question() const {
    return confirmation_state().seal(
        question_, std::chrono::system_clock::now() + runtime_.options.confirmation_lifetime
    );
}

} // namespace retail_mcp::mcp
