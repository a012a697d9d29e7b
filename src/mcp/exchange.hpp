#pragma once

#include "confirmation.hpp"
#include "request_meta.hpp"
#include "runtime.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// One request while it is served: the context that providers see, and what they left behind for
/// the answer.
class Exchange final : public RequestContext {
public:
    Exchange(Runtime& runtime, jsonrpc::Call& call, RequestMeta meta);

    Era era() const override { return revision().era; }

    std::string_view request_id() const override { return call_.id().json(); }

    const TraceContext& trace() const override { return meta_.trace; }

    Deadline deadline() const override { return call_.deadline(); }

    void progress(double done, std::optional<double> total, std::string_view message) override;
    asio::awaitable<Result<Confirmation>> confirm(Question question) override;

    Runtime& runtime() const { return runtime_; }

    jsonrpc::Call& call() const { return call_; }

    const nlohmann::json& params() const { return call_.params(); }

    const Revision& revision() const { return *meta_.revision; }

    /// What confirm() wants said instead of the handler's answer.
    enum class Verdict { none, input_required, capability_missing, bad_request };

    Verdict verdict() const { return verdict_; }

    const Question& question() const { return question_; }

    const jsonrpc::RpcError& bad_request() const { return bad_request_; }

    /// The state that goes with the question.
    std::string sealed_question() const;

private:
    asio::awaitable<Result<Confirmation>> confirm_by_elicitation(Question question);
    Result<Confirmation> confirm_by_retry(Question question);
    Result<Confirmation> take_answer(const nlohmann::json& answer, Confirmation confirmation);
    Result<Confirmation> ask(Question question);
    Result<Confirmation> refuse(jsonrpc::RpcError problem);
    ConfirmationState confirmation_state() const;

    Runtime& runtime_;
    jsonrpc::Call& call_;
    RequestMeta meta_;
    double last_progress_;
    Verdict verdict_ = Verdict::none;
    Question question_;
    jsonrpc::RpcError bad_request_;
};

} // namespace retail_mcp::mcp
