#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/connection_string.hpp>
#include <retail_mcp/db/query.hpp>
#include <retail_mcp/db/rows.hpp>
#include <retail_mcp/db/sqlstate.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

/// The bounded pool of PostgreSQL connections behind every tool call.
///
/// Threads: everything here belongs to the thread that runs the executor; only name look-ups, TLS
/// set-up and cancel requests run on threads of the pool's own. Connections are opened when first
/// needed, checked for a safe role before their first statement, and closed after a while idle.
///
/// Cancellation: when the calling coroutine's cancellation slot fires (total or terminal), the
/// running statement, and only it, is cancelled in PostgreSQL and the call returns `cancelled`.
/// The same happens at the deadline (`timeout`). Either way the connection is drained and rolled
/// back before its next use, or discarded. A coroutine that wants this enables total cancellation
/// (`asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation())`). The call
/// itself answers by value; what follows it throws, unless `throw_if_cancelled` is off.
///
/// Failures are values: `busy` (the wait queue is full), `timeout`, `cancelled`,
/// `database_unavailable`, `database_starting`, `unsafe_database_role`, `schema_outdated`, and
/// what a statement itself meets (see sqlstate.hpp).
namespace retail_mcp::db {

/// Named prepared statements need a session of one's own. `automatic` begins with them and turns
/// them off for good when the server first does not know one (a transaction pooler in between).
enum class PreparedStatements { automatic, on, off };

struct PoolOptions {
    ConnectionString connection;
    /// Upper bound of open connections.
    std::size_t max_connections = 4;
    /// Calls that may wait for a connection; the next one is answered `busy`.
    std::size_t max_waiting = 256;
    std::chrono::milliseconds connect_timeout{5000};
    /// How long a call waits for a connection, its own deadline permitting.
    std::chrono::milliseconds wait_timeout{5000};
    /// The server stops a statement by itself after this, should we be gone by then.
    std::chrono::milliseconds statement_timeout{30000};
    /// An idle connection is closed after this.
    std::chrono::milliseconds idle_timeout{30000};
    PreparedStatements prepared_statements = PreparedStatements::automatic;
    /// Sets store ($1) and trace ($2) for the transaction; precedes every tool statement. Null:
    /// transactions have no context (administrative use).
    const Statement* set_context = nullptr;
    /// Runs on every new connection before its first tool statement; `judge_role` turns its rows
    /// into a verdict, and a failure is every waiting caller's answer. Null: no check.
    const Statement* role_check = nullptr;
    std::function<Result<void>(const Rows&)> judge_role;
    /// DISCARD ALL before each reuse: for statements that a user wrote.
    bool discard_session_after_use = false;
};

/// Figures for logs, `doctor` and tests.
struct PoolStatistics {
    std::size_t open = 0;
    std::size_t in_use = 0;
    std::size_t waiting = 0;
    unsigned long long connects = 0;
    unsigned long long round_trips = 0;
    unsigned long long cancels = 0;
};

class Transaction;

class Pool {
public:
    /// Connects nothing yet. The pool must be destroyed before the executor's context is.
    Pool(asio::any_io_executor executor, PoolOptions options);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// One transaction in one network round trip: BEGIN, the context, every query, COMMIT. The
    /// queries' rows come back in order; the first failure rolls everything back and is the
    /// answer. Queries cannot depend on one another's results. A reading call that meets a
    /// connection lost meanwhile is repeated once on a fresh one; a writing call never is.
    asio::awaitable<Result<std::vector<Rows>>>
    run(Context context, Access access, std::vector<Query> queries, Deadline deadline);

    /// A transaction of several round trips. No round trip happens here: BEGIN and the context
    /// travel with the first `execute`. The deadline holds for all of it.
    asio::awaitable<Result<Transaction>> begin(Context context, Access access, Deadline deadline);

    /// Opens the first connection in the background, so that the first call finds it ready.
    /// `done` is called with the outcome, unless the pool is closed before.
    void warm_up(std::function<void(Result<void>)> done);

    /// Fails waiting calls, cancels running statements, closes connections. Idempotent; the
    /// destructor calls it.
    void close();

    PoolStatistics statistics() const;

    struct Implementation;

private:
    friend class Listener;
    std::shared_ptr<Implementation> implementation_;
};

/// One transaction on one connection. Dropped without `finish`, it is rolled back in the
/// background before the connection is used again.
class Transaction {
public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) noexcept;
    ~Transaction();

    /// Runs the queries in one round trip. After a failure only `roll_back` is left.
    asio::awaitable<Result<std::vector<Rows>>> execute(std::vector<Query> queries);

    /// The same, with COMMIT in the same round trip. `queries` may be empty.
    asio::awaitable<Result<std::vector<Rows>>> finish(std::vector<Query> queries);

    /// Ends the transaction without effect and gives the connection back at once; the round trip
    /// happens in the background.
    void roll_back() noexcept;

    /// PostgreSQL's own words about the last failed statement, and null when the failure was not
    /// the server's or followed from a cancellation. For run_sql, which quotes them.
    const ServerError* server_error() const noexcept;

    struct State;
    explicit Transaction(std::unique_ptr<State> state) noexcept;

private:
    std::unique_ptr<State> state_;
};

} // namespace retail_mcp::db
