#include "known_stock.hpp"

#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

db::Query known_stock_query(const ToolContext& context) {
    return {&sql::inventory_known_since, {context.scope().ids()}};
}

std::optional<MissingStock> missing_stock(const db::Rows& rows, Date from) {
    if (rows.empty()) {
        return std::nullopt;
    }
    const std::string stock = "The stock of store " + std::string{rows.text(0, 0)};
    const std::string wanted = from.to_string();
    if (rows.is_null(0, 1)) {
        return MissingStock{
            stock + " was never counted and has no receipts",
            "Missing are stock or receipts: retail-mcp import stock FILE.csv, or post a count."};
    }
    const std::string since{rows.text(0, 1)};
    if (since <= wanted) { // ISO dates sort as text
        return std::nullopt;
    }
    return MissingStock{
        stock + " is known from " + since + " on only, its first count or receipt",
        "Ask for a period from " + since + " on, or import a stock file whose as_of is " + wanted +
            " or earlier."};
}

std::string untold_demand(const MissingStock& missing) {
    return missing.what +
           ": days before tell nothing of demand, which may be higher than shown or lacking. " +
           "Missing are stock or receipts from before: import a stock file with its as_of.";
}

} // namespace retail_mcp::retail
