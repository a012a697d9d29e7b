#include "catalog.hpp"

#include <retail_mcp/retail/tools.hpp>

#include <array>

namespace retail_mcp::retail {

std::span<const ToolSpec* const> catalogue() {
    // one line per tool, in listing order
    static constexpr std::array list{
        &get_context,
        &search_products,
        &get_product,
        &find_similar_products,
        &browse_catalog,
        &check_stock,
        &plan_reorders,
        &analyze_inventory,
        &list_stock_movements,
        &adjust_stock,
        &summarize_sales,
        &explain_sales_change,
        &list_transactions,
        &get_transaction,
        &analyze_baskets,
        &segment_customers,
        &describe_tables,
        &run_sql,
    };
    return list;
}

} // namespace retail_mcp::retail
