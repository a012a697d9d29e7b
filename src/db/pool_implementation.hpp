#pragma once

#include "cancellation.hpp"
#include "connection.hpp"
#include "pool_state.hpp"

#include <retail_mcp/base/worker.hpp>
#include <retail_mcp/db/pool.hpp>

#include <asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace retail_mcp::db {

/// A connection on loan. Given back when destroyed: at once if it is at rest, after a rollback if
/// it is not, closed if it is broken.
class Lease {
public:
    Lease(std::shared_ptr<Pool::Implementation> pool, std::size_t slot);
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) noexcept = delete;
    ~Lease();

    Connection& connection() const;

private:
    std::shared_ptr<Pool::Implementation> pool_;
    std::size_t slot_;
};

/// The part of the pool that acts: it performs what `PoolState` decides.
struct Pool::Implementation : std::enable_shared_from_this<Pool::Implementation> {
    Implementation(asio::any_io_executor executor_to_use, PoolOptions options_to_use);

    /// Waits for a connection, at most until the deadline or the pool's own wait timeout.
    asio::awaitable<Result<Lease>> acquire(Deadline deadline);

    /// One pipeline on a leased connection.
    asio::awaitable<Exchange>
    exchange(const Lease& lease, std::vector<Step> steps, Deadline deadline);

    /// What precedes a transaction's first statement: BEGIN, its bounds, the context.
    std::vector<Step> opening_steps(Access access, std::span<const Parameter> context) const;

    /// The error for a pipeline of these steps that did not go through.
    Error failure(const Exchange& exchange, const std::vector<Step>& steps, Access access) const;

    /// Did it fail for the first sign of a transaction pooler? Then prepared statements are off for
    /// good, and this pipeline, of which nothing has happened, is worth sending again: as are those
    /// that were on their way at that moment.
    bool turns_prepared_off(const Exchange& exchange);

    /// The end of a lease.
    void give_back(std::size_t slot);

    void warm_up(std::function<void(Result<void>)> done);
    void close();
    PoolStatistics statistics() const;

    struct Waiter {
        asio::steady_timer signal;
        std::optional<std::size_t> granted = std::nullopt;
        std::optional<Error> rejected = std::nullopt;
    };

    // A place in the queue that is left whatever happens.
    class Place;

    void drive();
    void perform(const PoolState::Open& action);
    void perform(const PoolState::Close& action);
    void perform(const PoolState::Grant& action);
    void perform(const PoolState::Reject& action);
    void schedule_wake();
    void close_slot(std::size_t slot);
    asio::awaitable<void> open(std::size_t slot);
    asio::awaitable<Result<void>> begin_session(Connection& connection);
    asio::awaitable<void> clean(std::size_t slot);
    Error waited_in_vain() const;

    asio::any_io_executor executor;
    PoolOptions options;
    // Our statement timeout as SQL, for the session or, where sessions are shared, per transaction.
    std::string session_timeout_sql;
    std::string local_timeout_sql;
    Statement set_session_timeout;
    Statement set_local_timeout;
    bool prepared;
    bool closed = false;
    Worker look_up{2};
    Worker canceller{1};
    PoolState state;
    std::vector<std::shared_ptr<Connection>> connections;
    std::map<PoolState::Ticket, Waiter> waiters;
    std::function<void(Result<void>)> warmed_up;
    Error last_open_error;
    asio::steady_timer wake_timer;
    std::optional<PoolState::Time> wake_scheduled;
    std::minstd_rand random{std::random_device{}()};
    PoolStatistics figures;
};

} // namespace retail_mcp::db
