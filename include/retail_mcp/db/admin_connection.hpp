#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/connection_string.hpp>
#include <retail_mcp/db/query.hpp>
#include <retail_mcp/db/rows.hpp>
#include <retail_mcp/db/sqlstate.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct pg_conn;

/// A blocking connection for administration commands: scripts, queries, bulk loads. One thread
/// uses it at a time. Failures carry the server's text in `Error.detail` and, as these commands
/// are run by the database's administrator, in the message, too.
namespace retail_mcp::db {

/// Rows for COPY FROM STDIN in text format. Values are escaped here; each row is `value` or `null`
/// per column, then `end_row`. Sends in blocks of about 256 KiB, so memory stays flat.
class CopyWriter {
public:
    CopyWriter(const CopyWriter&) = delete;
    CopyWriter& operator=(const CopyWriter&) = delete;

    /// The next column's value in PostgreSQL's text form.
    CopyWriter& value(std::string_view text);
    CopyWriter& value_or_null(const Parameter& parameter);
    CopyWriter& null();

    /// Ends the row. A lost connection is remembered and reported when the COPY ends.
    void end_row();

    /// Rows ended so far, for progress.
    long long rows() const noexcept { return rows_; }

private:
    friend class AdminConnection;

    explicit CopyWriter(pg_conn* connection) noexcept : connection_{connection} {}

    void separate();
    void send();

    pg_conn* connection_;
    std::string buffer_;
    long long rows_ = 0;
    bool row_open_ = false;
    bool failed_ = false;
};

class AdminConnection {
public:
    /// Connects; `connect_timeout` of the connection string counts, 10 s without one.
    static Result<AdminConnection> open(const ConnectionString& connection);

    AdminConnection(AdminConnection&&) noexcept;
    AdminConnection& operator=(AdminConnection&&) noexcept;
    ~AdminConnection();

    /// Runs a script of any number of statements, which form one transaction unless the script or
    /// an open transaction says otherwise. The error names script, line and server message.
    Result<void> execute(const SqlFile& script);
    Result<void> execute(std::string_view sql);

    /// Runs one statement with parameters.
    Result<Rows> query(const Statement& statement, std::span<const Parameter> parameters = {});
    Result<Rows> query(std::string_view sql, std::span<const Parameter> parameters = {});

    /// COPY … FROM STDIN: `copy` is that statement, `write` fills the rows. When `write` fails,
    /// nothing is loaded and its error is returned. The number of loaded rows.
    Result<long long>
    copy_in(std::string_view copy, const std::function<Result<void>(CopyWriter&)>& write);

    /// COPY … TO STDOUT: `line` gets one line of the text at a time, without its line end, valid
    /// during the call. When `line` fails, the copy is abandoned and its error returned.
    Result<long long>
    copy_out(std::string_view copy, const std::function<Result<void>(std::string_view)>& line);

    /// Runs `work` between BEGIN and COMMIT; ROLLBACK when it fails or throws.
    Result<void> transaction(const std::function<Result<void>()>& work);

    /// NOTICE and WARNING texts go there; without one they are dropped.
    void on_notice(std::function<void(std::string_view)> listener);

    /// PostgreSQL's own words about the last failure; null when it was not the server's.
    const ServerError* server_error() const noexcept;

    /// The server's version as libpq gives it, for example 150020.
    int server_version() const noexcept;

    /// Asks the server to stop the running statement. Safe from another thread or a signal
    /// handler's thread while a call above is running.
    void cancel() noexcept;

    struct State;

private:
    explicit AdminConnection(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

} // namespace retail_mcp::db
