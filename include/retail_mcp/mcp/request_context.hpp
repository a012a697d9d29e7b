#pragma once

#include <retail_mcp/base/error.hpp>

#include <asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp {
class Deadline;
}

namespace retail_mcp::mcp {

/// How a request was made: by the stateless revisions (2026-07-28 on), or within a session that
/// `initialize` opened.
enum class Era { modern, legacy };

/// W3C trace context of the request, as the client sent it; empty where it sent none.
struct TraceContext {
    std::string traceparent;
    std::string tracestate;
};

/// What a person is asked before something is changed.
struct Question {
    /// One or two sentences with everything the person decides on.
    std::string message;
    /// What the question is about, e.g. the row's version. Given back with the answer, unread and
    /// unchanged, so that a change in between can be told.
    std::string state = {};
};

/// A person has agreed.
struct Confirmation {
    /// Question::state as it was when the person was asked.
    std::string state;
    /// Names this agreement for ever. Whoever acts on it records the id in the same transaction
    /// and refuses one that is recorded already: that makes it single-use. Empty where the answer
    /// came over the same connection (legacy), where it cannot be replayed.
    std::string id = {};
};

/// Everything a handler may know of, and do for, the request it serves. Valid until the handler
/// returns. One thread.
class RequestContext {
public:
    RequestContext() = default;
    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;
    virtual ~RequestContext() = default;

    virtual Era era() const = 0;

    /// The request's id as JSON text, for the log.
    virtual std::string_view request_id() const = 0;

    virtual const TraceContext& trace() const = 0;

    /// When the answer is due; the coroutine is cancelled then.
    virtual Deadline deadline() const = 0;

    /// Tells the client how far the work is. Does nothing if it did not ask, or if `done` does not
    /// exceed what was told before. `total` is left out if unknown.
    virtual void
    progress(double done, std::optional<double> total = {}, std::string_view message = {}) = 0;

    /// Asks the person behind the client. On an error return that very error from the handler:
    /// - `confirmation_required`: the question goes out as this request's result; the client
    ///   repeats the request with the answer, the handler runs again, asks again and is answered.
    ///   So ask before changing anything, and after reading what the question shows.
    /// - `confirmation_declined`, `confirmation_unavailable`: change nothing.
    virtual asio::awaitable<Result<Confirmation>> confirm(Question question) = 0;
};

} // namespace retail_mcp::mcp
