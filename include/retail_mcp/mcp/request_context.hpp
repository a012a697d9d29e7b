#pragma once

#include <retail_mcp/base/error.hpp>

#include <asio/awaitable.hpp>

#include <functional>
#include <map>
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

/// A form for the person behind the client. `schema` is JSON Schema as elicitation has it: an
/// object whose properties are strings, numbers, booleans or choices.
struct Form {
    std::string message;
    std::string schema;
};

/// Forms that are put to the person together, each under a name of its own within the request.
struct Inquiry {
    std::map<std::string, Form> forms;
    /// What the question is about, e.g. the row's version. Given back with the answer, unread and
    /// unchanged, so that a change in between can be told. If there is one, answers count only
    /// together with it: no client can answer before it was asked.
    std::optional<std::string> state = {};
};

/// What the person did with a form. `content` is the text of a JSON object that conforms to the
/// form's schema; empty unless accepted.
struct FormAnswer {
    enum class Action { accept, decline, cancel };
    Action action = Action::cancel;
    std::string content = {};
};

struct Answers {
    std::map<std::string, FormAnswer> forms;
    /// Inquiry::state as it was when the person was asked.
    std::string state = {};
    /// Names these answers for ever. Whoever acts on them records the id in the same transaction
    /// and refuses one that is recorded already: that makes them single-use. Empty where the answer
    /// came over the same connection (legacy), where it cannot be replayed, and where it came
    /// unasked.
    std::string id = {};
};

/// What a person is asked before something is changed: yes or no.
struct Question {
    /// One or two sentences with everything the person decides on.
    std::string message;
    std::string state = {}; ///< as Inquiry::state
    /// Called with the answer's id, where it has one, when the answer is no: whoever keeps count of
    /// ids uses it up, so that no other answer to the same question counts.
    std::function<asio::awaitable<void>(std::string id)> on_no = {};
};

/// A person has agreed. As in Answers.
struct Confirmation {
    std::string state;
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

    /// Fails unless the client has declared this capability. Return the error from the handler: it
    /// tells the client what is missing.
    virtual Result<void> require(std::string_view capability) = 0;

    /// Asks the person behind the client; any number of times, one after the other. On an error
    /// return that very error from the handler:
    /// - `confirmation_required`: the forms go out as this request's result; the client repeats the
    ///   request with the answers, the handler runs again, asks again and is answered. So ask
    ///   before changing anything, and after reading what the forms show.
    /// - `confirmation_unavailable`: nobody can be asked; change nothing.
    virtual asio::awaitable<Result<Answers>> ask(Inquiry inquiry) = 0;

    /// Asks for agreement. Besides the errors of ask(): `confirmation_declined`.
    asio::awaitable<Result<Confirmation>> confirm(Question question);
};

} // namespace retail_mcp::mcp
