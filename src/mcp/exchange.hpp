#pragma once

#include "inquiry.hpp"
#include "request_meta.hpp"
#include "runtime.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>
#include <retail_mcp/mcp/request_context.hpp>

#include <nlohmann/json.hpp>

#include <map>
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
    Result<void> require(std::string_view capability) override;
    asio::awaitable<Result<Answers>> ask(Inquiry inquiry) override;

    Runtime& runtime() const { return runtime_; }

    jsonrpc::Call& call() const { return call_; }

    const nlohmann::json& params() const { return call_.params(); }

    const Revision& revision() const { return *meta_.revision; }

    /// What is wrong with the request itself, said instead of the handler's answer: it came without
    /// a capability that is needed, or with answers that are none.
    const std::optional<jsonrpc::RpcError>& refusal() const { return refusal_; }

    /// The forms that wait for a person; they are the request's result, together with the state.
    const std::map<std::string, Form>& open_forms() const { return open_forms_; }

    std::string sealed_state() const;

private:
    bool is_declared(std::string_view capability) const;
    asio::awaitable<Result<Answers>> ask_by_elicitation(Inquiry inquiry);
    Result<Answers> ask_by_retry(const Inquiry& inquiry);
    std::optional<jsonrpc::RpcError> read_earlier_rounds();
    const nlohmann::json* response_to(const std::string& name, const Inquiry& inquiry);
    Result<Answers> refuse(jsonrpc::RpcError problem);
    InquiryState inquiry_state() const;

    Runtime& runtime_;
    jsonrpc::Call& call_;
    RequestMeta meta_;
    double last_progress_;
    std::optional<jsonrpc::RpcError> refusal_;
    std::map<std::string, Form> open_forms_;
    /// By earlier rounds and this one; nothing before the first question.
    std::optional<AskedForms> asked_;
    /// What the client answers in this round; null for nothing that counts.
    const nlohmann::json* responses_ = nullptr;
};

} // namespace retail_mcp::mcp
