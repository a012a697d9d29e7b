#pragma once

#include <retail_mcp/retail/tool.hpp>

/// Every tool there is, one file each under tools/.
namespace retail_mcp::retail {

extern const ToolSpec get_context;

} // namespace retail_mcp::retail
