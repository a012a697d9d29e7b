#pragma once

#include "period.hpp"
#include "sales_measures.hpp"

#include <retail_mcp/db/query.hpp>
#include <retail_mcp/db/rows.hpp>
#include <retail_mcp/retail/store_context.hpp>

#include <optional>
#include <string>
#include <vector>

/// Sales sums of a period, grouped by up to two dimensions. Days are cut into weeks, months and
/// years here, where the store's calendar is known; PostgreSQL only sorts days into ranges.
namespace retail_mcp::retail {

enum class Dimension {
    hour,
    weekday,
    day,
    week,
    month,
    quarter,
    year,
    category,
    brand,
    product,
    payment_method,
    loyalty_tier,
    transaction_type,
    store,
};

constexpr auto enum_names(Dimension) {
    using enum Dimension;
    return names<Dimension>(
        {{hour, "hour"},
         {weekday, "weekday"},
         {day, "day"},
         {week, "week"},
         {month, "month"},
         {quarter, "quarter"},
         {year, "year"},
         {category, "category"},
         {brand, "brand"},
         {product, "product"},
         {payment_method, "payment_method"},
         {loyalty_tier, "loyalty_tier"},
         {transaction_type, "transaction_type"},
         {store, "store"}}
    );
}

/// Runs of days that become one group each: day, week, month, quarter, year.
bool is_bucketed(Dimension dimension);

struct SalesFilter {
    std::optional<std::string> category;
    std::optional<std::string> brand;
    std::optional<std::string> sku;
    std::optional<std::string> payment_method;
    std::optional<std::string> loyalty_tier;
    std::optional<std::string> transaction_type;

    bool any() const {
        return category || brand || sku || payment_method || loyalty_tier || transaction_type;
    }
};

struct SalesQuestion {
    Days days;
    std::vector<Dimension> group_by;
    SalesFilter filter;
    /// Store-local "YYYY-MM-DD HH:MM:SS": where the last day ends, if before its end.
    std::optional<std::string> cut_at;
    bool follows_returns = false; ///< also what came back to date of what was sold
};

/// One row of the answer; keys in the order of group_by.
struct SalesGroup {
    std::vector<std::string> keys;
    std::optional<std::string> name; ///< the product's, where products are a dimension
    std::string currency;
    SalesSums sums;
};

/// The statement: over the store-day rollup where that holds all that is asked, else over lines.
db::Query sales_query(const SalesQuestion& question, const Scope& scope);

/// Its rows. A single dimension of days has a group for every day, week … of the period, also
/// where nothing was sold.
std::vector<SalesGroup>
sales_groups(const SalesQuestion& question, const Scope& scope, const db::Rows& rows);

/// Sums of all groups. `transactions` counts a receipt once per group it is in, so it is right only
/// for groups that share no receipt.
SalesSums sum_of(const std::vector<SalesGroup>& groups);

} // namespace retail_mcp::retail
