#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/db/statement.hpp>

#include <asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace retail_mcp::db {

class Connection;

/// Hears PostgreSQL's notifications on a connection of its own, beside the pool and opened like the
/// pool's: as the same login, and with its role checked first. One thread, one listen() at a time.
class Listener {
public:
    /// `statement` makes its session LISTEN; it is given the session's process id as the client
    /// knows it, so that it can tell a session of its own from a pooler's, and answers whether
    /// notifications will arrive. `heard` is called once for all that arrive after a listen(), and
    /// when the connection is lost.
    Listener(Pool& pool, const Statement& statement, std::function<void()> heard);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Connects if need be and runs the statement; what has arrived until now is forgotten. False:
    /// nothing is heard here (no server, a standby, a pooler), and no connection is held.
    asio::awaitable<bool> listen(Deadline deadline);

    /// Idempotent; the destructor calls it.
    void close();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace retail_mcp::db
