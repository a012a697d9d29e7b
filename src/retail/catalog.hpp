#pragma once

#include <retail_mcp/retail/tool.hpp>

/// Every tool there is, one file each under tools/.
namespace retail_mcp::retail {

extern const ToolSpec describe_tables;
extern const ToolSpec get_context;
extern const ToolSpec run_sql;
extern const ToolSpec summarize_sales;

} // namespace retail_mcp::retail
