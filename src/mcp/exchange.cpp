#include "exchange.hpp"

#include "form.hpp"

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/json_writer.hpp>

#include <limits>
#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;

jsonrpc::RpcError invalid(std::string_view what) {
    return jsonrpc::rpc_error(
        jsonrpc::Code::invalid_params, "Invalid params: " + std::string(what)
    );
}

/// Nobody is there to ask, and what was asked for can usually not be done without.
Error no_way_to_ask() {
    return Error{
        ErrorCode::confirmation_unavailable,
        "This change needs a person's agreement, and the client cannot ask for it; nothing was "
        "changed.",
        "Use a client with elicitation, or retail-mcp call on a terminal."};
}

Error lacks_capability(std::string_view capability) {
    if (capability == "elicitation") {
        return no_way_to_ask();
    }
    return Error{
        ErrorCode::confirmation_unavailable,
        "This needs a client with the capability " + std::string(capability) + ".",
        "Use a client that has it."};
}

jsonrpc::RpcError missing_capability(std::string_view capability) {
    const Json data{{"requiredCapabilities", {{capability, Json::object()}}}};
    return {
        missing_client_capability,
        "The client must support " + std::string(capability) + " for this",
        data.dump()};
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

bool Exchange::is_declared(std::string_view capability) const {
    if (capability == "elicitation" && !revision().elicitation) {
        return false;
    }
    if (era() == Era::modern) {
        return declares(params()["_meta"][meta_key::client_capabilities], capability);
    }
    return runtime_.session.initialized && declares(runtime_.session.capabilities, capability);
}

Result<void> Exchange::require(std::string_view capability) {
    if (is_declared(capability)) {
        return {};
    }
    if (era() == Era::modern) {
        refusal_ = missing_capability(capability);
    }
    return fail(lacks_capability(capability));
}

asio::awaitable<Result<Answers>> Exchange::ask(Inquiry inquiry) {
    if (auto able = require("elicitation"); !able) {
        co_return fail(std::move(able.error()));
    }
    if (era() == Era::modern) {
        co_return ask_by_retry(inquiry);
    }
    co_return co_await ask_by_elicitation(std::move(inquiry));
}

asio::awaitable<Result<Answers>> Exchange::ask_by_elicitation(Inquiry inquiry) {
    Answers answers;
    for (const auto& named : inquiry.forms) {
        const auto& form = named.second;
        const auto limit = Deadline::after(runtime_.options.confirmation_lifetime);
        call_.set_deadline(Deadline::never()); // a person may take longer than a database
        const auto result = co_await runtime_.peer.request(
            "elicitation/create", elicitation_params(form, era()), limit
        );
        call_.set_deadline(Deadline::after(runtime_.options.request_timeout));
        auto answer = result.and_then([&](const Json& given) { return read_answer(given, form); });
        if (!answer) {
            co_return fail(no_way_to_ask());
        }
        answers.forms[named.first] = std::move(*answer);
    }
    answers.state = std::move(inquiry.state).value_or("");
    co_return answers;
}

Result<Answers> Exchange::ask_by_retry(const Inquiry& inquiry) {
    if (!asked_) {
        asked_.emplace();
        if (auto problem = read_earlier_rounds()) {
            return refuse(std::move(*problem));
        }
    }
    Answers answers;
    for (const auto& [name, form] : inquiry.forms) {
        const Json* const response = response_to(name, inquiry);
        if (response == nullptr) {
            open_forms_[name] = form;
            (*asked_)[name] = AskedForm{inquiry.state.value_or("")};
            continue;
        }
        auto answer = read_answer(*response, form);
        if (!answer) {
            return refuse(std::move(answer.error()));
        }
        answers.forms[name] = std::move(*answer);
        answers.state = asked_->at(name).state;
        answers.id = asked_->at(name).id;
    }
    if (!open_forms_.empty()) {
        return fail(ErrorCode::confirmation_required, "A person is asked first.");
    }
    return answers;
}

/// The answers of this round, and what the sealed state knows of those before.
std::optional<jsonrpc::RpcError> Exchange::read_earlier_rounds() {
    const auto token = params().find("requestState");
    const auto responses = params().find("inputResponses");
    if (responses != params().end() && !responses->is_object()) {
        return invalid("inputResponses is not an object");
    }
    responses_ = responses != params().end() ? &*responses : nullptr;
    if (token == params().end()) {
        return std::nullopt;
    }
    const auto* const text = token->get_ptr<const std::string*>();
    auto opened = text != nullptr ? inquiry_state().open(*text, std::chrono::system_clock::now())
                                  : std::nullopt;
    if (!opened) {
        return invalid("requestState is not one given out for this request");
    }
    if (opened->expired) {
        responses_ = nullptr;
        return std::nullopt;
    }
    asked_ = std::move(opened->forms);
    return std::nullopt;
}

/// From this round or an earlier one; null if the form is still to be asked. A new answer is kept
/// for the rounds that may follow.
const Json* Exchange::response_to(const std::string& name, const Inquiry& inquiry) {
    auto asked = asked_->find(name);
    if (asked != asked_->end() && !asked->second.answer.is_null()) {
        return &asked->second.answer;
    }
    const bool counts = asked != asked_->end() || !inquiry.state;
    if (!counts || responses_ == nullptr || !responses_->contains(name)) {
        return nullptr;
    }
    AskedForm& form = (*asked_)[name];
    form.answer = (*responses_)[name];
    if (const auto token = params().find("requestState"); token != params().end()) {
        form.id = sha256_hex(token->get_ref<const std::string&>());
    }
    return &form.answer;
}

Result<Answers> Exchange::refuse(jsonrpc::RpcError problem) {
    refusal_ = std::move(problem);
    return fail(ErrorCode::confirmation_required, refusal_->message);
}

InquiryState Exchange::inquiry_state() const {
    return {runtime_.options.sealer, runtime_.options.principal(), call_.method(), call_.params()};
}

std::string Exchange::sealed_state() const {
    return inquiry_state().seal(
        *asked_, std::chrono::system_clock::now() + runtime_.options.confirmation_lifetime
    );
}

} // namespace retail_mcp::mcp
