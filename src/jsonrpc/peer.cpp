#include "core.hpp"

#include <retail_mcp/base/log.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>
#include <asio/system_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace retail_mcp::jsonrpc {

namespace {

/// How long stopped requests may take to unwind, and then the last bytes to leave.
constexpr std::chrono::milliseconds unwind_time{250};

/// Subscriptions and requests that wait for a person do not hold up reading, but they are not
/// without number either: so many times `max_in_flight` may be open.
constexpr std::size_t open_per_busy = 4;

RpcError too_long() {
    return rpc_error(Code::parse_error, "Parse error: the line is too long");
}

} // namespace

Peer::Core::Core(
    const asio::any_io_executor& executor,
    transport::Transport& transport,
    Handler& handler,
    PeerOptions options
)
    : executor_{executor},
      transport_{&transport},
      handler_{handler},
      options_{options},
      finished_{executor},
      deadline_timer_{executor} {}

void Peer::Core::send(std::string_view message) {
    if (transport_ != nullptr) {
        transport_->write(message);
    }
}

// --- reading ------------------------------------------------------------------------------------

asio::awaitable<void> Peer::Core::run() {
    try {
        co_await asio::co_spawn(
            executor_,
            read_until_end(),
            asio::bind_cancellation_slot(stop_reading_.slot(), asio::use_awaitable)
        );
    } catch (const asio::system_error& problem) {
        log::write(log::Level::info, "reading_stopped", {{"reason", problem.what()}});
    }
    co_await wind_down();
}

void Peer::Core::stop() {
    stop_reading_.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> Peer::Core::read_until_end() {
    for (;;) {
        co_await wait_for_room();
        const transport::Frame frame = co_await transport_->read();
        switch (frame.kind) {
        case transport::Frame::Kind::line:
            take(frame.text);
            break;
        case transport::Frame::Kind::too_long:
            send(error_message(std::nullopt, too_long()));
            break;
        case transport::Frame::Kind::end:
            co_return;
        }
    }
}

asio::awaitable<void> Peer::Core::wait_for_room() {
    while (in_flight_.size() >= options_.max_in_flight &&
           in_flight_.busy() >= options_.max_in_flight) {
        co_await finished_.wait();
    }
    if (transport_->unsent() > options_.max_unsent) {
        co_await transport_->drained_to(options_.max_unsent / 2, Deadline::never());
    }
}

void Peer::Core::take(std::string_view text) {
    Line line = parse_line(text, batches_);
    std::shared_ptr<Batch> batch;
    if (line.batch) {
        batch = std::make_shared<Batch>(shared_from_this());
    }
    for (auto& message : line.messages) {
        accept(std::move(message), batch);
    }
}

void Peer::Core::accept(Message message, const std::shared_ptr<Batch>& batch) {
    if (auto* request = std::get_if<Request>(&message)) {
        start(std::move(*request), batch);
    } else if (auto* notification = std::get_if<Notification>(&message)) {
        handler_.notified(std::move(*notification));
    } else if (auto* response = std::get_if<Response>(&message)) {
        settle(std::move(*response));
    } else if (auto* malformed = std::get_if<Malformed>(&message)) {
        const std::string text = error_message(malformed->id, malformed->error);
        batch ? batch->send(text) : send(text);
    }
}

// --- requests of the other side -----------------------------------------------------------------

void Peer::Core::start(Request request, const std::shared_ptr<Batch>& batch) {
    const auto self = shared_from_this();
    ReplyOnce reply(request.id, batch ? std::shared_ptr<Outlet>(batch) : self);
    if (in_flight_.contains(request.id)) {
        reply.error(rpc_error(Code::invalid_request, "Invalid Request: the id is in use"));
        return;
    }
    if (in_flight_.size() >= open_per_busy * options_.max_in_flight) {
        reply.error(rpc_error(Code::internal_error, "Too many requests are open"));
        return;
    }
    auto call = std::make_shared<InFlight>(
        std::move(request),
        std::move(reply),
        self,
        batch != nullptr,
        Deadline::after(options_.request_timeout)
    );
    in_flight_.add(call);
    asio::co_spawn(
        executor_,
        serve(self, call),
        // Held by the completion: asio keeps the coroutine's cancellation state in its signal.
        asio::bind_cancellation_slot(call->slot(), [call](const std::exception_ptr&) {})
    );
    watch_deadlines();
}

asio::awaitable<void>
Peer::Core::serve(std::shared_ptr<Core> self, std::shared_ptr<InFlight> call) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    const Outcome outcome = co_await self->outcome_of(*call);
    if (call->reply().pending()) {
        outcome ? call->reply().result(*outcome) : call->reply().error(outcome.error());
    }
    self->in_flight_.remove(call);
    self->finished_.notify();
}

asio::awaitable<Outcome> Peer::Core::outcome_of(InFlight& call) {
    try {
        co_return co_await handler_.handle(call);
    } catch (const asio::system_error& problem) {
        if (call.stopped() != Stop::none && problem.code() == asio::error::operation_aborted) {
            co_return handler_.interrupted(call);
        }
        log::write(log::Level::error, "request_failed", {{"what", problem.what()}});
    } catch (const std::exception& problem) {
        log::write(log::Level::error, "request_failed", {{"what", problem.what()}});
    }
    co_return tl::unexpected(rpc_error(Code::internal_error, "Internal error"));
}

// --- deadlines ----------------------------------------------------------------------------------

void Peer::Core::watch_deadlines() {
    // Every request gets the same time, so the timer set for the oldest is right for all, until
    // one of them moves its deadline; that is looked at when the timer rings.
    const Deadline next = watching_ ? Deadline::never() : in_flight_.next_deadline();
    if (next.is_never()) {
        return;
    }
    watching_ = true;
    deadline_timer_.expires_at(next.time());
    deadline_timer_.async_wait([self = shared_from_this()](const asio::error_code& problem) {
        self->watching_ = false;
        if (!problem) {
            self->stop_expired();
        }
    });
}

void Peer::Core::stop_expired() {
    in_flight_.stop_if(Stop::deadline, [](const InFlight& call) {
        return call.deadline().expired();
    });
    watch_deadlines();
}

// --- questions of ours --------------------------------------------------------------------------

asio::awaitable<tl::expected<nlohmann::json, RpcError>>
Peer::Core::request(std::string method, std::string params, Deadline deadline) {
    const auto self = shared_from_this();
    const Id id = *Id::from("retail-" + std::to_string(++last_request_));
    const auto pending = std::make_shared<Pending>(executor_);
    pending_.emplace(id.json(), pending);
    send(call_message(id, method, params));
    bool waiting = !ending_;
    while (waiting && !pending->response && !deadline.expired()) {
        co_await pending->answered.wait_until(deadline);
        const auto state = co_await asio::this_coro::cancellation_state;
        waiting = !ending_ && state.cancelled() == asio::cancellation_type::none;
    }
    pending_.erase(id.json());
    if (pending->response && pending->response->error) {
        co_return tl::unexpected(*pending->response->error);
    }
    if (pending->response) {
        co_return std::move(pending->response->result);
    }
    send(call_message(std::nullopt, "notifications/cancelled", R"({"requestId":)" + id.json() + "}")
    );
    co_return tl::unexpected(rpc_error(Code::internal_error, "no answer"));
}

void Peer::Core::settle(Response response) {
    if (const auto found = pending_.find(response.id.json()); found != pending_.end()) {
        found->second->response = std::move(response);
        found->second->answered.notify();
    }
}

// --- the end ------------------------------------------------------------------------------------

asio::awaitable<void> Peer::Core::wind_down() {
    ending_ = true;
    for (const auto& [id, pending] : pending_) {
        pending->answered.notify();
    }
    in_flight_.stop_if(Stop::shutdown, [](const InFlight& call) { return call.kept_open(); });
    co_await idle_until(Deadline::after(options_.grace));
    in_flight_.stop_if(Stop::shutdown, [](const InFlight&) { return true; });
    co_await idle_until(Deadline::after(unwind_time));
    co_await transport_->drained_to(0, Deadline::after(unwind_time));
    transport_ = nullptr;
    deadline_timer_.cancel();
    in_flight_.clear();
}

asio::awaitable<void> Peer::Core::idle_until(Deadline deadline) {
    while (!in_flight_.empty() && !deadline.expired()) {
        co_await finished_.wait_until(deadline);
    }
}

// --- Peer ---------------------------------------------------------------------------------------

Peer::Peer(
    const asio::any_io_executor& executor,
    transport::Transport& transport,
    Handler& handler,
    PeerOptions options
)
    : core_{std::make_shared<Core>(executor, transport, handler, options)} {}

Peer::~Peer() = default;

asio::awaitable<void> Peer::run() {
    return core_->run();
}

void Peer::stop() {
    core_->stop();
}

void Peer::allow_batches(bool allowed) {
    core_->allow_batches(allowed);
}

void Peer::cancel(const Id& id) {
    core_->cancel(id);
}

void Peer::notify(std::string_view method, std::string_view params) {
    core_->send(call_message(std::nullopt, method, params));
}

asio::awaitable<tl::expected<nlohmann::json, RpcError>>
Peer::request(std::string method, std::string params, Deadline deadline) {
    return core_->request(std::move(method), std::move(params), deadline);
}

} // namespace retail_mcp::jsonrpc
