#include "pool_implementation.hpp"

#include "plumbing.hpp"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace retail_mcp::db {

namespace {

constexpr std::chrono::seconds clean_up_time{5};

PoolState::Time now() {
    return PoolState::Clock::now();
}

PoolState::Limits limits_of(const PoolOptions& options) {
    PoolState::Limits limits;
    limits.connections = options.max_connections;
    limits.waiting = options.max_waiting;
    limits.idle = options.idle_timeout;
    return limits;
}

Error described(ErrorCode code, std::string detail = {}) {
    const auto& description = error_catalogue()[static_cast<std::size_t>(code)];
    return Error{
        code,
        std::string{description.meaning},
        std::string{description.mend},
        {},
        std::move(detail)};
}

} // namespace

class Pool::Implementation::Place {
public:
    Place(Implementation& pool, PoolState::Ticket ticket)
        : pool_{pool},
          ticket_{ticket},
          waiter_{pool.waiters.emplace(
                                  ticket, Waiter{asio::steady_timer{pool.executor}}
          ).first->second} {}

    ~Place() {
        const auto untaken = waiter_.granted;
        pool_.waiters.erase(ticket_);
        pool_.state.withdraw(ticket_);
        if (untaken) {
            pool_.give_back(*untaken);
        }
    }

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    Waiter& waiter() { return waiter_; }

private:
    Implementation& pool_;
    PoolState::Ticket ticket_;
    Waiter& waiter_;
};

Lease::Lease(std::shared_ptr<Pool::Implementation> pool, std::size_t slot)
    : pool_{std::move(pool)}, slot_{slot} {}

Lease::~Lease() {
    if (pool_) {
        pool_->give_back(slot_);
    }
}

Connection& Lease::connection() const {
    return *pool_->connections[slot_];
}

Pool::Implementation::Implementation(
    asio::any_io_executor executor_to_use, PoolOptions options_to_use
)
    : executor{std::move(executor_to_use)},
      options{std::move(options_to_use)},
      session_timeout_sql{
          "SET statement_timeout = " + std::to_string(options.statement_timeout.count())},
      local_timeout_sql{
          "SET LOCAL statement_timeout = " + std::to_string(options.statement_timeout.count())},
      set_session_timeout{"", session_timeout_sql},
      set_local_timeout{"", local_timeout_sql},
      prepared{options.prepared_statements != PreparedStatements::off},
      state{limits_of(options)},
      connections(options.max_connections),
      wake_timer{executor} {}

asio::awaitable<Result<Lease>> Pool::Implementation::acquire(Deadline deadline) {
    if (closed) {
        co_return fail(described(ErrorCode::cancelled));
    }
    if (deadline.expired()) {
        co_return fail(described(ErrorCode::timeout));
    }
    while (const auto slot = state.try_take()) {
        Lease lease{shared_from_this(), *slot};
        if (lease.connection().still_alive()) {
            co_return lease;
        }
        lease.connection().close();
    }
    const auto ticket = state.enqueue();
    if (!ticket) {
        co_return fail(described(ErrorCode::busy));
    }
    Place place{*this, *ticket};
    Waiter& waiter = place.waiter();
    waiter.signal.expires_at(deadline.or_earlier(Deadline::after(options.wait_timeout)).time());
    drive();
    const bool cancelled_before = co_await cancellation_requested();
    if (!waiter.granted && !waiter.rejected && !cancelled_before) {
        co_await wait_for_signal(waiter.signal);
    }
    if (waiter.granted) {
        const std::size_t slot = *std::exchange(waiter.granted, std::nullopt);
        co_return Lease{shared_from_this(), slot};
    }
    if (co_await cancellation_requested()) {
        co_return fail(described(ErrorCode::cancelled));
    }
    co_return fail(waiter.rejected ? *waiter.rejected : waited_in_vain());
}

Error Pool::Implementation::waited_in_vain() const {
    const PoolCounts counts = state.counts();
    if (closed) {
        return described(ErrorCode::cancelled);
    }
    return counts.idle + counts.busy > 0
               ? described(ErrorCode::busy)
               : described(ErrorCode::database_unavailable, "no connection in time");
}

asio::awaitable<Exchange>
Pool::Implementation::exchange(const Lease& lease, std::vector<Step> steps, Deadline deadline) {
    Exchange outcome;
    if (co_await cancellation_requested()) {
        outcome.stop = Stop::cancelled;
        outcome.error = ServerError{};
        co_return outcome;
    }
    Connection& connection = lease.connection();
    const auto cancels_before = connection.cancels();
    outcome = co_await connection.exchange(std::move(steps), prepared, deadline);
    ++figures.round_trips;
    figures.cancels += connection.cancels() - cancels_before;
    co_return outcome;
}

std::vector<Step>
Pool::Implementation::opening_steps(Access access, std::span<const Parameter> context) const {
    std::vector<Step> steps;
    steps.push_back(Step{
        access == Access::read ? &plumbing::begin_read : &plumbing::begin_write, {}});
    if (!prepared) {
        // Where sessions are shared, nothing that was set on one can be relied upon.
        steps.push_back(Step{&set_local_timeout, {}});
    }
    const bool has_store = !context.empty() && context.front() && !context.front()->empty();
    if (options.set_context != nullptr && has_store) {
        steps.push_back(Step{options.set_context, context});
    }
    return steps;
}

Error Pool::Implementation::failure(
    const Exchange& exchange, const std::vector<Step>& steps, Access access
) const {
    const std::string server_text =
        exchange.error ? exchange.error->sqlstate + ": " + exchange.error->message : "";
    if (exchange.stop == Stop::cancelled) {
        return described(ErrorCode::cancelled, server_text);
    }
    if (exchange.stop == Stop::timeout) {
        return described(ErrorCode::timeout, server_text);
    }
    if (exchange.lost) {
        Error error = described(ErrorCode::database_unavailable, server_text);
        error.message = "The connection to PostgreSQL was lost during the call.";
        if (access == Access::write) {
            error.message += " Whether the change was made is not known.";
            error.hint = "Repeat the call with the same idempotency_key: it is done once only.";
        }
        return error;
    }
    // Every step before the failed one has left its rows.
    const Step& failed = steps.at(exchange.rows.size());
    if (failed.statement == options.set_context && exchange.error->sqlstate == "42501") {
        return described(ErrorCode::store_not_available, server_text);
    }
    if (failed.statement == &plumbing::begin_write) {
        return Error{
            ErrorCode::permission_denied,
            "The database only answers reads: it is a standby.",
            "Connect to the primary server to make changes.",
            {},
            server_text};
    }
    return error_of(*exchange.error);
}

bool Pool::Implementation::turns_prepared_off(const Exchange& exchange) {
    const bool lost_statement = exchange.prepared && exchange.error &&
                                options.prepared_statements == PreparedStatements::automatic &&
                                is_lost_statement(exchange.error->sqlstate);
    if (lost_statement) {
        prepared = false;
    }
    return lost_statement;
}

void Pool::Implementation::give_back(std::size_t slot) {
    if (closed) {
        return;
    }
    const Connection& connection = *connections[slot];
    if (connection.broken()) {
        close_slot(slot);
        state.lost(slot);
    } else if (!connection.at_rest() || options.discard_session_after_use) {
        state.cleaning(slot);
        asio::co_spawn(executor, clean(slot), asio::detached);
    } else {
        state.returned(slot, now());
    }
    drive();
}

asio::awaitable<void> Pool::Implementation::clean(std::size_t slot) {
    const auto self = shared_from_this();
    const auto connection = connections[slot];
    const Deadline deadline = Deadline::after(clean_up_time);
    std::vector<Step> roll_back{Step{&plumbing::roll_back, {}}};
    Exchange outcome = co_await connection->exchange(std::move(roll_back), false, deadline);
    if (!outcome.lost && !outcome.error && options.discard_session_after_use) {
        std::vector<Step> discard{Step{&plumbing::discard_all, {}}};
        outcome = co_await connection->exchange(std::move(discard), false, deadline);
        connection->forget_prepared();
        if (!outcome.lost && !outcome.error) {
            const auto begun = co_await begin_session(*connection);
            outcome.lost = !begun;
        }
    }
    if (closed) {
        co_return;
    }
    if (outcome.lost || outcome.error || !connection->at_rest()) {
        close_slot(slot);
        state.lost(slot);
    } else {
        state.returned(slot, now());
    }
    drive();
}

asio::awaitable<void> Pool::Implementation::open(std::size_t slot) {
    const auto self = shared_from_this();
    if (closed) {
        co_return;
    }
    const auto connection = std::make_shared<Connection>(executor, look_up, canceller);
    connections[slot] = connection;
    ++figures.connects;
    const Deadline deadline = Deadline::after(options.connect_timeout);
    auto opened = co_await connection->open(options.connection, deadline);
    if (opened) {
        opened = co_await begin_session(*connection);
    }
    if (closed) {
        co_return;
    }
    if (opened) {
        state.opened(slot, now());
    } else {
        last_open_error = opened.error();
        close_slot(slot);
        state.open_failed(slot, now(), std::uniform_real_distribution{0.0, 1.0}(random));
    }
    if (const auto done = std::exchange(warmed_up, nullptr)) {
        done(std::move(opened));
    }
    drive();
}

// The session's settings and the role check, in one round trip ahead of any tool statement.
asio::awaitable<Result<void>> Pool::Implementation::begin_session(Connection& connection) {
    std::vector<Step> steps{
        Step{&plumbing::set_date_style, {}},
        Step{&plumbing::set_interval_style, {}},
        Step{&plumbing::set_time_zone, {}}};
    if (prepared) {
        steps.push_back(Step{&set_session_timeout, {}});
        steps.push_back(Step{&plumbing::plan_once, {}});
    }
    if (options.role_check != nullptr) {
        steps.push_back(Step{options.role_check, {}});
    }
    const Deadline deadline = Deadline::after(options.connect_timeout);
    const Exchange outcome = co_await connection.exchange(steps, false, deadline);
    if (outcome.lost || outcome.error) {
        co_return fail(failure(outcome, steps, Access::read));
    }
    if (options.role_check != nullptr && options.judge_role) {
        co_return options.judge_role(outcome.rows.back());
    }
    co_return Result<void>{};
}

void Pool::Implementation::warm_up(std::function<void(Result<void>)> done) {
    warmed_up = std::move(done);
    state.warm_up();
    drive();
}

void Pool::Implementation::close() {
    if (std::exchange(closed, true)) {
        return;
    }
    look_up.stop();
    wake_timer.cancel();
    for (auto& [ticket, waiter] : waiters) {
        waiter.signal.cancel();
    }
    for (std::size_t slot = 0; slot < connections.size(); ++slot) {
        close_slot(slot);
    }
    canceller.stop();
    warmed_up = nullptr;
}

PoolStatistics Pool::Implementation::statistics() const {
    const PoolCounts counts = state.counts();
    PoolStatistics statistics = figures;
    statistics.open = counts.idle + counts.busy;
    statistics.in_use = counts.busy;
    statistics.waiting = counts.waiting;
    return statistics;
}

void Pool::Implementation::drive() {
    bool busy = !closed;
    while (busy) {
        const PoolState::Action action = state.next(now());
        busy = !std::holds_alternative<std::monostate>(action);
        if (const auto* const open = std::get_if<PoolState::Open>(&action)) {
            perform(*open);
        } else if (const auto* const close = std::get_if<PoolState::Close>(&action)) {
            perform(*close);
        } else if (const auto* const grant = std::get_if<PoolState::Grant>(&action)) {
            perform(*grant);
        } else if (const auto* const reject = std::get_if<PoolState::Reject>(&action)) {
            perform(*reject);
        }
    }
    schedule_wake();
}

void Pool::Implementation::perform(const PoolState::Open& action) {
    asio::co_spawn(executor, open(action.slot), asio::detached);
}

void Pool::Implementation::perform(const PoolState::Close& action) {
    close_slot(action.slot);
}

void Pool::Implementation::perform(const PoolState::Grant& action) {
    if (!connections[action.slot]->still_alive()) {
        close_slot(action.slot);
        state.put_back(action);
        return;
    }
    Waiter& waiter = waiters.at(action.ticket);
    waiter.granted = action.slot;
    waiter.signal.cancel();
}

void Pool::Implementation::perform(const PoolState::Reject& action) {
    Waiter& waiter = waiters.at(action.ticket);
    waiter.rejected = last_open_error;
    waiter.signal.cancel();
}

void Pool::Implementation::schedule_wake() {
    const auto at = closed ? std::nullopt : state.wake_at();
    // A wake that is too early finds nothing to do and schedules the next; so it need not move
    // with every call.
    if (!at || (wake_scheduled && *wake_scheduled <= *at)) {
        return;
    }
    wake_scheduled = at;
    wake_timer.expires_at(*at);
    wake_timer.async_wait([weak = weak_from_this()](const std::error_code& error) {
        const auto self = weak.lock();
        if (!error && self && !self->closed) {
            self->wake_scheduled.reset();
            self->drive();
        }
    });
}

void Pool::Implementation::close_slot(std::size_t slot) {
    if (connections[slot]) {
        connections[slot]->close();
    }
}

} // namespace retail_mcp::db
