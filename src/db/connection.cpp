#include "connection.hpp"

#include "cancellation.hpp"

#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace retail_mcp::db {

namespace {

// A cancelled statement that has not ended after this is given up with its connection.
constexpr std::chrono::milliseconds cancel_grace{1000};

// Statements without a name are too rare for a place among the session's prepared ones.
bool is_prepared(const Statement& statement) {
    return !statement.name.empty() && !statement.planned_for_each_call;
}

// Behind a pooler another program's version may have prepared another text under the same name on
// the session that we get, so the name carries the text's hash (FNV-1a).
std::string name_to_prepare(const Statement& statement) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char byte : statement.text) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name{statement.name};
    name += '_';
    for (int shift = 60; shift >= 0; shift -= 4) {
        name += digits[(hash >> static_cast<unsigned>(shift)) & 0xFU];
    }
    return name;
}

std::shared_ptr<PGconn> start_connecting(const ConnectionString& connection) {
    // A connection string in dbname's place is expanded, and what it sets overrides what stands
    // before it.
    const std::array keywords{
        "client_encoding",
        "fallback_application_name",
        "dbname",
        static_cast<const char*>(nullptr)};
    const std::array values{
        "UTF8", "retail-mcp", connection.reveal().c_str(), static_cast<const char*>(nullptr)};
    return {PQconnectStartParams(keywords.data(), values.data(), 1), FinishConnection{}};
}

bool is_rejecting(const ConnectionString& connection) {
    const std::array keywords{"connect_timeout", "dbname", static_cast<const char*>(nullptr)};
    const std::array values{"2", connection.reveal().c_str(), static_cast<const char*>(nullptr)};
    return PQpingParams(keywords.data(), values.data(), 1) == PQPING_REJECT;
}

// The texts are static, so as a rule one address comparison decides.
bool is_same(const Statement& one, const Statement& other) noexcept {
    return one.text.data() == other.text.data() ||
           (one.name == other.name && one.text == other.text);
}

void drop_notice(void* /*argument*/, const char* /*text*/) {}

} // namespace

Connection::Connection(asio::any_io_executor executor, Worker& look_up, Worker& canceller)
    : executor_{executor},
      look_up_{look_up},
      canceller_{canceller},
      watch_{executor},
      cancel_returned_{executor} {
    cancel_returned_.expires_at(asio::steady_timer::time_point::max());
}

Connection::~Connection() {
    close();
}

asio::awaitable<Result<void>> Connection::open(ConnectionString connection, Deadline deadline) {
    const auto self = shared_from_this();
    watch(deadline);
    const auto started = std::make_shared<std::shared_ptr<PGconn>>();
    std::function<void()> start = [started, connection] {
        *started = start_connecting(connection);
    };
    co_await run_aside(std::move(start));
    if (phase_ != Phase::opening) {
        co_return fail(ErrorCode::cancelled, "The connection was closed while it opened.");
    }
    connection_ = std::move(*started);
    const bool connected = co_await finish_connecting();
    if (!connected || phase_ != Phase::opening) {
        auto error = co_await open_error(std::move(connection));
        close();
        co_return fail(std::move(error));
    }
    PQsetNoticeProcessor(connection_.get(), drop_notice, nullptr);
    PQsetnonblocking(connection_.get(), 1);
    PQenterPipelineMode(connection_.get());
    cancel_ = {PQgetCancel(connection_.get()), FreeCancel{}};
    wrap_socket();
    phase_ = Phase::resting;
    co_return Result<void>{};
}

// libpq's way: wait for what it asked for, then let it take the next step. A step may look up the
// next host's name, so it runs on the worker; the socket may be another one after each step.
asio::awaitable<bool> Connection::finish_connecting() {
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (PQstatus(connection_.get()) != CONNECTION_BAD && !given_up_) {
        wrap_socket();
        co_await wait_for(
            next == PGRES_POLLING_READING ? Descriptor::wait_read : Descriptor::wait_write
        );
        unwrap_socket();
        if (given_up_ || !connection_) {
            co_return false;
        }
        const auto polled = std::make_shared<PostgresPollingStatusType>(PGRES_POLLING_FAILED);
        std::function<void()> poll = [polled, connection = connection_] {
            *polled = PQconnectPoll(connection.get());
        };
        co_await run_aside(std::move(poll));
        if (given_up_) {
            co_return false;
        }
        next = *polled;
        if (next == PGRES_POLLING_OK || next == PGRES_POLLING_FAILED) {
            co_return next == PGRES_POLLING_OK;
        }
    }
    co_return false;
}

asio::awaitable<Error> Connection::open_error(ConnectionString connection) {
    const auto rejecting = std::make_shared<bool>(false);
    Error error{ErrorCode::database_unavailable, "", "", {}, "timed out"};
    if (connection_ && !given_up_) {
        error.detail = PQerrorMessage(connection_.get());
        std::function<void()> ping = [rejecting, connection] {
            *rejecting = is_rejecting(connection);
        };
        co_await run_aside(std::move(ping));
    }
    if (!given_up_ && *rejecting) {
        error.code = ErrorCode::database_starting;
    }
    const auto& description = error_catalogue()[static_cast<std::size_t>(error.code)];
    error.message = description.meaning;
    error.hint = description.mend;
    co_return error;
}

void Connection::wrap_socket() {
    descriptor_.emplace(executor_, PQsocket(connection_.get()));
}

void Connection::unwrap_socket() noexcept {
    if (descriptor_) {
        descriptor_->release();
        descriptor_.reset();
    }
}

asio::awaitable<Exchange>
Connection::exchange(std::vector<Step> steps, bool prepare, Deadline deadline) {
    const auto self = shared_from_this();
    Exchange exchange;
    exchange.prepared = prepare;
    if (phase_ != Phase::resting || !send(steps, prepare)) {
        exchange.lost = true;
        co_return exchange;
    }
    phase_ = Phase::exchanging;
    stop_ = Stop::none;
    ++readable_asked_; // what comes now is the answer
    watch(deadline);
    exchange.rows.reserve(steps.size());
    const bool complete = co_await receive(exchange);
    // Until the cancel request has returned, it could still hit the next statement.
    while (cancel_running_ && !given_up_) {
        co_await wait_for_signal(cancel_returned_);
    }
    exchange.stop = stop_;
    exchange.lost = !complete || given_up_;
    if (phase_ == Phase::exchanging) {
        phase_ = exchange.lost ? Phase::broken : Phase::resting;
    }
    co_return exchange;
}

bool Connection::send(const std::vector<Step>& steps, bool prepare) {
    commands_.clear();
    answered_ = 0;
    for (const Step& step : steps) {
        if (!send_step(step, prepare && is_prepared(*step.statement))) {
            return false;
        }
    }
    return PQpipelineSync(connection_.get()) == 1;
}

bool Connection::send_step(const Step& step, bool prepare) {
    PGconn* const connection = connection_.get();
    const Statement& statement = *step.statement;
    std::vector<const char*> values;
    values.reserve(step.parameters.size());
    for (const Parameter& parameter : step.parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    const int count = static_cast<int>(values.size());
    if (!prepare) {
        commands_.push_back(Command{statement, false});
        const std::string text{statement.text};
        return PQsendQueryParams(
                   connection, text.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0
               ) == 1;
    }
    const std::string* known = prepared_name(statement);
    const std::string fresh = known == nullptr ? name_to_prepare(statement) : std::string{};
    if (known == nullptr && !prepares_already(statement)) {
        commands_.push_back(Command{statement, true});
        const std::string text{statement.text};
        if (PQsendPrepare(connection, fresh.c_str(), text.c_str(), 0, nullptr) != 1) {
            return false;
        }
    }
    commands_.push_back(Command{statement, false});
    const char* const name = known == nullptr ? fresh.c_str() : known->c_str();
    return PQsendQueryPrepared(connection, name, count, values.data(), nullptr, nullptr, 0) == 1;
}

const std::string* Connection::prepared_name(const Statement& statement) const noexcept {
    for (const Prepared& prepared : prepared_) {
        if (is_same(prepared.statement, statement)) {
            return &prepared.name;
        }
    }
    return nullptr;
}

// The same statement can stand in one pipeline twice.
bool Connection::prepares_already(const Statement& statement) const noexcept {
    return std::any_of(commands_.begin(), commands_.end(), [&](const Command& command) {
        return command.is_preparation && is_same(command.statement, statement);
    });
}

asio::awaitable<bool> Connection::receive(Exchange& exchange) {
    while (connection_ && !given_up_) {
        const int unsent = PQflush(connection_.get());
        if (unsent < 0) {
            break;
        }
        if (unsent > 0) {
            // The server may wait for us to read before it reads on, so both are waited for.
            wake_when_writable();
        }
        co_await wait_for(Descriptor::wait_read);
        if (co_await cancellation_requested()) {
            stop(Stop::cancelled);
        }
        if (!connection_ || given_up_ || PQconsumeInput(connection_.get()) != 1) {
            break;
        }
        if (collect(exchange)) {
            co_return true;
        }
        if (PQstatus(connection_.get()) == CONNECTION_BAD) {
            break;
        }
    }
    if (connection_ && !given_up_) {
        collect(exchange); // the server's last words, if there are any
    }
    co_return false;
}

// True when the pipeline's end has come. Each command's results end with a null one.
bool Connection::collect(Exchange& exchange) {
    PGconn* const connection = connection_.get();
    while (PQisBusy(connection) == 0) {
        PGresult* const result = PQgetResult(connection);
        if (result == nullptr) {
            if (PQstatus(connection) == CONNECTION_BAD) {
                return false;
            }
            ++answered_;
            continue;
        }
        const int status = PQresultStatus(result);
        Rows rows{result};
        if (status == PGRES_PIPELINE_SYNC) {
            return true;
        }
        if (status == PGRES_FATAL_ERROR && !exchange.error) {
            exchange.error = server_error(result);
        }
        take(exchange, std::move(rows), status);
    }
    return false;
}

void Connection::take(Exchange& exchange, Rows rows, int status) {
    switch (status) {
    case PGRES_FATAL_ERROR:
    case PGRES_PIPELINE_ABORTED:
        return;
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY: {
        const Command& command = commands_.at(answered_);
        if (command.is_preparation) {
            prepared_.push_back(Prepared{command.statement, name_to_prepare(command.statement)});
        } else {
            exchange.rows.push_back(std::move(rows));
        }
        return;
    }
    default:
        give_up(); // COPY has no place in a pipeline
    }
}

asio::awaitable<void> Connection::run_aside(std::function<void()> job) {
    const auto aside = std::make_shared<JobAside>(JobAside{asio::steady_timer{executor_}});
    aside->signal.expires_at(asio::steady_timer::time_point::max());
    job_aside_ = aside;
    look_up_.post(std::move(job), [executor = executor_, weak = std::weak_ptr{aside}] {
        asio::post(executor, [weak] {
            if (const auto waiting = weak.lock()) {
                waiting->end();
            }
        });
    });
    while (!aside->ended) {
        co_await wait_for_signal(aside->signal);
    }
    job_aside_.reset();
}

asio::awaitable<void> Connection::wait_for(Descriptor::wait_type event) {
    std::error_code ended;
    co_await descriptor_->async_wait(event, asio::redirect_error(asio::use_awaitable, ended));
}

void Connection::wake_when_writable() {
    descriptor_->async_wait(
        Descriptor::wait_write,
        [weak = weak_from_this()](const std::error_code& error) {
            const auto self = weak.lock();
            if (!error && self && self->descriptor_) {
                self->descriptor_->cancel();
            }
        }
    );
}

void Connection::watch(Deadline deadline) {
    watched_ = deadline;
    if (!deadline.is_never() && (!watch_armed_ || watch_.expiry() > deadline.time())) {
        arm_watch();
    }
}

void Connection::arm_watch() {
    watch_armed_ = true;
    watch_.expires_at(watched_.time());
    watch_.async_wait([weak = weak_from_this()](const std::error_code& error) {
        const auto self = weak.lock();
        if (!error && self) {
            self->watch_armed_ = false;
            self->watch_ended();
        }
    });
}

void Connection::watch_ended() {
    if (phase_ != Phase::exchanging && phase_ != Phase::opening) {
        return;
    }
    if (!watched_.expired()) {
        arm_watch();
    } else if (phase_ == Phase::exchanging && stop_ == Stop::none) {
        stop(Stop::timeout);
    } else {
        give_up();
    }
}

void Connection::give_up() {
    given_up_ = true;
    if (descriptor_) {
        descriptor_->cancel();
    }
    cancel_returned_.cancel();
    if (job_aside_) {
        job_aside_->end();
    }
}

void Connection::stop(Stop reason) {
    if (phase_ == Phase::exchanging && stop_ == Stop::none) {
        stop_ = reason;
        request_cancel();
        watch(Deadline::after(cancel_grace));
    }
}

void Connection::request_cancel() {
    ++cancels_;
    cancel_running_ = true;
    canceller_.post(
        [cancel = cancel_] {
            std::array<char, 256> complaint{};
            PQcancel(cancel.get(), complaint.data(), static_cast<int>(complaint.size()));
        },
        [executor = executor_, weak = weak_from_this()] {
            asio::post(executor, [weak] {
                if (const auto self = weak.lock()) {
                    self->cancel_running_ = false;
                    self->cancel_returned_.cancel();
                }
            });
        }
    );
}

void Connection::close() noexcept {
    phase_ = Phase::broken;
    given_up_ = true;
    unwrap_socket();
    connection_.reset();
    watch_.cancel();
    cancel_returned_.cancel();
    if (job_aside_) {
        job_aside_->end();
    }
}

int Connection::process_id() const noexcept {
    return PQbackendPID(connection_.get());
}

void Connection::forget_notifications() noexcept {
    while (PGnotify* const notification = PQnotifies(connection_.get())) {
        PQfreemem(notification);
    }
}

void Connection::when_readable(std::function<void()> call) {
    descriptor_->async_wait(
        Descriptor::wait_read,
        [weak = weak_from_this(),
         asked = ++readable_asked_,
         call = std::move(call)](const std::error_code& error) {
            const auto self = weak.lock();
            if (!error && self && self->readable_asked_ == asked) {
                call();
            }
        }
    );
}

bool Connection::at_rest() const noexcept {
    return phase_ == Phase::resting && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

bool Connection::broken() const noexcept {
    return phase_ != Phase::resting;
}

bool Connection::still_alive() noexcept {
    // A server that ends the session says so and closes; an idle one says nothing at all.
    char byte = 0;
    const auto got = recv(PQsocket(connection_.get()), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

} // namespace retail_mcp::db
