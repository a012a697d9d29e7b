#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/values.hpp>
#include <retail_mcp/db/query.hpp>
#include <retail_mcp/db/rows.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <optional>
#include <string>

/// From when on the stock of a call's stores is known: files hold today's stock and years of sales,
/// and what follows from days whose stock nobody knows is no figure.
namespace retail_mcp::retail {

/// The statement whose rows the others read.
db::Query known_stock_query(const ToolContext& context);

/// What is missing for the days from `from` on.
struct MissingStock {
    std::string what; ///< "The stock of store berlin is known from 2026-03-01 on only, …"
    std::string mend; ///< what to bring in, or to ask instead
};

/// Nothing where the stock of all stores is known from `from` on.
std::optional<MissingStock> missing_stock(const db::Rows& rows, Date from);

/// What an answer says whose demand is measured on days in stock.
std::string untold_demand(const MissingStock& missing);

} // namespace retail_mcp::retail
