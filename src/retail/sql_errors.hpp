#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/sqlstate.hpp>

#include <cstddef>
#include <string_view>

/// PostgreSQL's complaints about SQL that a user wrote, for that user.
namespace retail_mcp::retail {

/// The error for the author of `sql`, which stood behind `prefix` characters of ours: what is
/// wrong, where in their own text, and PostgreSQL's hint. Messages that could quote stored values
/// (data exceptions) are cut before the quotation; the whole text goes to `detail`.
Error sql_error(const db::ServerError& error, std::string_view sql, std::size_t prefix);

} // namespace retail_mcp::retail
