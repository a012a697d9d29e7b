#pragma once

#include "handles.hpp"

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/worker.hpp>
#include <retail_mcp/db/connection_string.hpp>
#include <retail_mcp/db/query.hpp>
#include <retail_mcp/db/rows.hpp>
#include <retail_mcp/db/sqlstate.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::db {

/// One statement of a pipeline.
struct Step {
    const Statement* statement = nullptr;
    std::span<const Parameter> parameters = {};
};

/// Why we stopped a pipeline that was running.
enum class Stop { none, cancelled, timeout };

/// How a pipeline went.
struct Exchange {
    /// What each step answered, up to the failed one.
    std::vector<Rows> rows;
    std::optional<ServerError> error;
    Stop stop = Stop::none;
    /// Were named statements used?
    bool prepared = false;
    /// The connection broke, or could not be brought to rest in time. It must be closed.
    bool lost = false;
};

/// One libpq connection in non-blocking pipeline mode. A pipeline's statements travel together
/// and come back together: one network round trip. The socket is libpq's; here it is only waited
/// for, and released, never closed.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    /// The workers must outlive the connection, or be stopped before they end.
    Connection(asio::any_io_executor executor, Worker& look_up, Worker& canceller);
    ~Connection();

    /// Connects. What may block (name look-up, service and password files, TLS keys) runs on the
    /// look-up worker, the waiting on the executor.
    asio::awaitable<Result<void>> open(ConnectionString connection, Deadline deadline);

    /// Sends the steps as one pipeline and collects what they answer. With `prepare`, named
    /// statements are prepared at their first use, in the same round trip. At the deadline, or
    /// when the coroutine is cancelled, the running statement is cancelled in PostgreSQL and the
    /// rest awaited for a short grace. What the steps refer to must live until the end; only one
    /// exchange runs at a time.
    asio::awaitable<Exchange> exchange(std::vector<Step> steps, bool prepare, Deadline deadline);

    /// Closes now; an exchange that is running ends as lost.
    void close() noexcept;

    /// Outside any transaction block and not in the middle of an exchange.
    bool at_rest() const noexcept;
    bool broken() const noexcept;

    /// Has the server closed this idle connection? Looks, does not wait.
    bool still_alive() noexcept;

    /// After DISCARD ALL.
    void forget_prepared() noexcept { prepared_.clear(); }

    unsigned long long cancels() const noexcept { return cancels_; }

    /// The session's process id, as the server said when it opened.
    int process_id() const noexcept;

    /// Frees the notifications that have come.
    void forget_notifications() noexcept;

    /// Calls once when there is something to read while at rest: a notification, or the end. Only
    /// the last one that was asked for is called, and none after close().
    void when_readable(std::function<void()> call);

private:
    using Descriptor = asio::posix::stream_descriptor;

    enum class Phase { opening, resting, exchanging, broken };

    struct Prepared {
        Statement statement;
        std::string name;
    };

    // One command of a pipeline: an execution, or the preparation ahead of it.
    struct Command {
        Statement statement;
        bool is_preparation;
    };

    // A job on the look-up worker, as the one thread sees it.
    struct JobAside {
        asio::steady_timer signal;
        bool ended = false;

        void end() {
            ended = true;
            signal.cancel();
        }
    };

    asio::awaitable<bool> finish_connecting();
    asio::awaitable<Error> open_error(ConnectionString connection);
    void wrap_socket();
    void unwrap_socket() noexcept;

    bool send(const std::vector<Step>& steps, bool prepare);
    bool send_step(const Step& step, bool prepare);
    const std::string* prepared_name(const Statement& statement) const noexcept;
    bool prepares_already(const Statement& statement) const noexcept;
    asio::awaitable<bool> receive(Exchange& exchange);
    bool collect(Exchange& exchange);
    void take(Exchange& exchange, Rows rows, int status);
    asio::awaitable<void> wait_for(Descriptor::wait_type event);

    /// Runs `job` on the look-up worker and continues here when it is done, or when the
    /// connection was given up: the job then runs to its end by itself, so it owns what it uses.
    asio::awaitable<void> run_aside(std::function<void()> job);

    void wake_when_writable();

    void stop(Stop reason);
    void watch(Deadline deadline);
    void arm_watch();
    void watch_ended();
    void give_up();
    void request_cancel();

    asio::any_io_executor executor_;
    Worker& look_up_;
    Worker& canceller_;
    std::shared_ptr<PGconn> connection_;
    std::shared_ptr<PGcancel> cancel_;
    std::optional<Descriptor> descriptor_;
    Phase phase_ = Phase::opening;

    std::vector<Prepared> prepared_;
    std::vector<Command> commands_;
    std::size_t answered_ = 0;

    // The watch fires at the deadline, and again when the grace after a cancel is over. It is not
    // re-armed for every exchange: one that fires too early for the present deadline goes on.
    asio::steady_timer watch_;
    Deadline watched_ = Deadline::never();
    bool watch_armed_ = false;
    Stop stop_ = Stop::none;
    bool given_up_ = false;
    bool cancel_running_ = false;
    asio::steady_timer cancel_returned_;
    std::shared_ptr<JobAside> job_aside_;
    std::uint64_t readable_asked_ = 0;
    unsigned long long cancels_ = 0;
};

} // namespace retail_mcp::db
