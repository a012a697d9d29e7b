#pragma once

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>

namespace retail_mcp::import {

/// Brings staged transactions into the tables and compares the sums; the report gets the counts,
/// the notes and the balance. Errors: internal_error when a sum does not agree, which stops the
/// import before it is committed.
Result<void> merge_transactions(
    db::AdminConnection& connection, ImportReport& report, const ImportProgress& progress
);

} // namespace retail_mcp::import
