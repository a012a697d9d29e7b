#pragma once

#include <retail_mcp/base/error.hpp>

#include <optional>
#include <string>
#include <string_view>

struct pg_result;

/// What PostgreSQL says went wrong, and what that means to us. One table maps SQLSTATE to
/// ErrorCode; nothing else in the program compares SQLSTATEs.
namespace retail_mcp::db {

/// The server's own words. They may quote data, so they go to the log; only `run_sql` shows
/// them, to the principal whose statement it was.
struct ServerError {
    std::string sqlstate;
    std::string message;
    std::string detail;
    std::string hint;
    /// Where in the statement, counted in characters from 1.
    std::optional<int> position;
    /// The database object involved, where PostgreSQL names one.
    std::string constraint;
};

/// Reads the error fields of a failed result.
ServerError server_error(const pg_result* result);

/// The code for a SQLSTATE. Our own functions raise class RM with an error code's name as the
/// DETAIL field (`RAISE EXCEPTION 'No product "X".' USING ERRCODE = 'RM001', DETAIL =
/// 'unknown_sku', HINT = '...'`); `error_of` below takes code, message and hint from them.
ErrorCode error_code_of(std::string_view sqlstate) noexcept;

/// The Error for the caller: message and hint are ours (or those that our own functions raised),
/// the server's text goes to `detail`.
Error error_of(const ServerError& error);

/// Can the connection be used after this failure, once rolled back?
bool loses_connection(std::string_view sqlstate) noexcept;

/// Was the statement refused only because it met another transaction, so that the same call may
/// succeed when repeated?
bool worth_retrying(std::string_view sqlstate) noexcept;

/// Did the server not know (or know twice) a prepared statement: a pooler stands in between.
bool is_lost_statement(std::string_view sqlstate) noexcept;

} // namespace retail_mcp::db
