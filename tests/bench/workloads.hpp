#pragma once

#include <string>
#include <vector>

/// What the servers are asked, as a store's manager of the sample data.
namespace retail_mcp::bench {

/// What everybody connects as: a store's manager, as an assistant would.
inline constexpr const char* principal = "seattle_manager";

struct Workload {
    std::string name;
    std::vector<std::string> calls; ///< params of tools/call
};

inline constexpr const char* ten_row_page =
    R"({"name":"list_transactions","arguments":{"period":"last month","limit":10}})";

inline const std::vector<Workload>& workloads() {
    static const std::vector<Workload> both{
        {"ten-row page", {ten_row_page}},
        {"mixed reads",
         {R"({"name":"get_context","arguments":{}})",
          R"({"name":"search_products","arguments":{"query":"cordless drill","limit":10}})",
          ten_row_page,
          R"({"name":"search_products","arguments":{"query":"garden hose","limit":10}})",
          R"({"name":"get_product","arguments":{"sku":"TOR-634265"}})",
          R"({"name":"check_stock","arguments":{"limit":10}})",
          R"({"name":"summarize_sales","arguments":{"period":"last month","group_by":["category"]}})"}}};
    return both;
}

} // namespace retail_mcp::bench
