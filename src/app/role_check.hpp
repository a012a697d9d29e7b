#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/rows.hpp>

namespace retail_mcp::app {

/// The verdict on a row of role_check.sql: unsafe_database_role for a login that row-level security
/// would not hold, schema_outdated where there is no schema.
Result<void> judge_role(const db::Rows& rows);

} // namespace retail_mcp::app
