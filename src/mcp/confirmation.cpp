// Asking for agreement: one form with one tick box.
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>

#include <string_view>
#include <utility>

namespace retail_mcp::mcp {

namespace {

constexpr const char* form_name = "confirmation";

constexpr std::string_view form_schema =
    R"({"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes, do it"}},)"
    R"("required":["confirm"]})";

} // namespace

asio::awaitable<Result<Confirmation>> RequestContext::confirm(Question question) {
    Inquiry inquiry;
    inquiry.forms[form_name] = Form{std::move(question.message), std::string(form_schema)};
    inquiry.state = std::move(question.state);
    const auto on_no = std::move(question.on_no);
    auto answers = co_await ask(std::move(inquiry));
    if (!answers) {
        co_return fail(std::move(answers.error()));
    }
    const FormAnswer& answer = answers->forms.at(form_name);
    if (answer.action != FormAnswer::Action::accept ||
        !nlohmann::json::parse(answer.content)["confirm"].get<bool>()) {
        // A form that was only dismissed may be shown again.
        const bool is_no = answer.action != FormAnswer::Action::cancel;
        if (is_no && on_no && !answers->id.empty()) {
            co_await on_no(std::move(answers->id));
        }
        co_return fail(
            ErrorCode::confirmation_declined,
            "The person did not agree; nothing was changed.",
            "Ask what to do instead."
        );
    }
    Confirmation confirmation{std::move(answers->state), std::move(answers->id)};
    co_return confirmation;
}

} // namespace retail_mcp::mcp
