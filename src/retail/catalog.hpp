#pragma once

#include <retail_mcp/retail/tool.hpp>

/// Every tool there is, one file each under tools/.
namespace retail_mcp::retail {

extern const ToolSpec adjust_stock;
extern const ToolSpec analyze_baskets;
extern const ToolSpec analyze_inventory;
extern const ToolSpec browse_catalog;
extern const ToolSpec check_stock;
extern const ToolSpec describe_tables;
extern const ToolSpec explain_sales_change;
extern const ToolSpec find_similar_products;
extern const ToolSpec get_context;
extern const ToolSpec get_product;
extern const ToolSpec get_transaction;
extern const ToolSpec list_stock_movements;
extern const ToolSpec list_transactions;
extern const ToolSpec plan_reorders;
extern const ToolSpec run_sql;
extern const ToolSpec search_products;
extern const ToolSpec segment_customers;
extern const ToolSpec summarize_sales;

} // namespace retail_mcp::retail
