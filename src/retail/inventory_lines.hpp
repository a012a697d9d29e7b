#pragma once

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/base/values.hpp>
#include <retail_mcp/db/statement.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The analyses of the stock: which statement answers each, and how its lines read.
namespace retail_mcp::retail {

enum class InventoryAnalysis {
    abc_xyz,
    sell_through,
    cover,
    turnover,
    ageing,
    dead_stock,
    markdown,
    stockouts,
    shrink
};

constexpr auto enum_names(InventoryAnalysis) {
    using enum InventoryAnalysis;
    return names<InventoryAnalysis>(
        {{abc_xyz, "abc_xyz"},
         {sell_through, "sell_through"},
         {cover, "cover"},
         {turnover, "turnover"},
         {ageing, "ageing"},
         {dead_stock, "dead_stock"},
         {markdown, "markdown"},
         {stockouts, "stockouts"},
         {shrink, "shrink"}}
    );
}

/// One SKU, over all stores of the call. Each analysis fills some of the figures; none is NULL
/// where its denominator is zero.
struct InventoryLine {
    std::string sku;
    std::string name;
    std::optional<std::string> abc_class, xyz_class;
    std::optional<Money> net_sales;
    std::optional<Share> share_before;
    std::optional<Decimal> coefficient;
    std::optional<Quantity> on_hand_before, received, units_sold, on_hand;
    std::optional<Share> sell_through, sell_through_of_receipts, sell_through_of_stock;
    std::optional<Money> inventory_value, retail_value;
    std::optional<Decimal> daily_demand, days_of_cover, weeks_of_supply;
    std::optional<Money> cost_of_sales, gross_margin, average_inventory;
    std::optional<Decimal> turnover, days_of_inventory, gmroi;
    std::optional<std::int64_t> age_days, days_since_sale;
    std::optional<std::string> age_basis, bucket, reason;
    std::optional<std::int64_t> stockout_days, days_ranged;
    std::optional<Share> stockout_rate;
    std::optional<Decimal> lost_units, lost_units_low, lost_units_high;
    std::optional<Money> lost_sales, lost_margin;
    std::optional<std::int64_t> counts;
    std::optional<Quantity> missing_units;
    std::optional<Money> shrink;
    std::optional<Share> shrink_rate;

    static constexpr auto fields() {
        using Line = InventoryLine;
        return field_list(
            field("sku", &Line::sku),
            field("name", &Line::name),
            field("abc_class", &Line::abc_class, sparse),
            field("xyz_class", &Line::xyz_class, sparse),
            field("net_sales", &Line::net_sales, sparse),
            field("share_before", &Line::share_before, sparse),
            field("coefficient", &Line::coefficient, sparse),
            field("on_hand_before", &Line::on_hand_before, sparse),
            field("received", &Line::received, sparse),
            field("units_sold", &Line::units_sold, sparse),
            field("on_hand", &Line::on_hand, sparse),
            field("sell_through", &Line::sell_through, sparse),
            field("sell_through_of_receipts", &Line::sell_through_of_receipts, sparse),
            field("sell_through_of_stock", &Line::sell_through_of_stock, sparse),
            field("inventory_value", &Line::inventory_value, sparse),
            field("retail_value", &Line::retail_value, sparse),
            field("daily_demand", &Line::daily_demand, sparse),
            field("days_of_cover", &Line::days_of_cover, sparse),
            field("weeks_of_supply", &Line::weeks_of_supply, sparse),
            field("cost_of_sales", &Line::cost_of_sales, sparse),
            field("gross_margin", &Line::gross_margin, sparse),
            field("average_inventory", &Line::average_inventory, sparse),
            field("turnover", &Line::turnover, sparse),
            field("days_of_inventory", &Line::days_of_inventory, sparse),
            field("gmroi", &Line::gmroi, sparse),
            field("age_days", &Line::age_days, sparse),
            field("days_since_sale", &Line::days_since_sale, sparse),
            field("age_basis", &Line::age_basis, sparse),
            field("bucket", &Line::bucket, sparse),
            field("reason", &Line::reason, sparse),
            field("stockout_days", &Line::stockout_days, sparse),
            field("days_ranged", &Line::days_ranged, sparse),
            field("stockout_rate", &Line::stockout_rate, sparse),
            field("lost_units", &Line::lost_units, sparse),
            field("lost_units_low", &Line::lost_units_low, sparse),
            field("lost_units_high", &Line::lost_units_high, sparse),
            field("lost_sales", &Line::lost_sales, sparse),
            field("lost_margin", &Line::lost_margin, sparse),
            field("counts", &Line::counts, sparse),
            field("missing_units", &Line::missing_units, sparse),
            field("shrink", &Line::shrink, sparse),
            field("shrink_rate", &Line::shrink_rate, sparse)
        );
    }
};

/// A class of ABC or a bucket of ages: how many lines, and their net sales or value at cost.
struct InventoryClass {
    std::string name;
    std::int64_t lines = 0;
    Money value;

    static constexpr auto fields() {
        return field_list(
            field("name", &InventoryClass::name),
            field("lines", &InventoryClass::lines),
            field("value", &InventoryClass::value)
        );
    }
};

/// Over all lines, not only those shown; shares and ratios are of sums.
struct InventoryTotals {
    std::int64_t lines = 0;
    std::optional<Quantity> units_sold, on_hand;
    std::optional<Share> sell_through;
    std::optional<Money> net_sales, inventory_value, retail_value;
    std::optional<Decimal> weeks_of_supply;
    std::optional<Money> cost_of_sales, gross_margin, average_inventory;
    std::optional<Decimal> turnover, gmroi;
    std::optional<std::int64_t> stockout_days;
    std::optional<Share> stockout_rate;
    std::optional<Money> lost_sales, lost_sales_low, lost_sales_high, lost_margin;
    std::optional<Money> shrink;
    std::optional<Share> shrink_rate;
    std::vector<InventoryClass> classes;

    static constexpr auto fields() {
        using Totals = InventoryTotals;
        return field_list(
            field("lines", &Totals::lines),
            field("units_sold", &Totals::units_sold, sparse),
            field("on_hand", &Totals::on_hand, sparse),
            field("sell_through", &Totals::sell_through, sparse),
            field("net_sales", &Totals::net_sales, sparse),
            field("inventory_value", &Totals::inventory_value, sparse),
            field("retail_value", &Totals::retail_value, sparse),
            field("weeks_of_supply", &Totals::weeks_of_supply, sparse),
            field("cost_of_sales", &Totals::cost_of_sales, sparse),
            field("gross_margin", &Totals::gross_margin, sparse),
            field("average_inventory", &Totals::average_inventory, sparse),
            field("turnover", &Totals::turnover, sparse),
            field("gmroi", &Totals::gmroi, sparse),
            field("stockout_days", &Totals::stockout_days, sparse),
            field("stockout_rate", &Totals::stockout_rate, sparse),
            field("lost_sales", &Totals::lost_sales, sparse),
            field("lost_sales_low", &Totals::lost_sales_low, sparse),
            field("lost_sales_high", &Totals::lost_sales_high, sparse),
            field("lost_margin", &Totals::lost_margin, sparse),
            field("shrink", &Totals::shrink, sparse),
            field("shrink_rate", &Totals::shrink_rate, sparse),
            field("classes", &Totals::classes, sparse)
        );
    }
};

/// How one analysis is asked and told.
struct InventoryPlan {
    InventoryAnalysis analysis;
    const db::Statement* statement;
    std::string_view period; ///< of calls that name none
    std::span<const std::string_view> metrics;
    std::span<const std::string_view> columns; ///< of the text's table, names of line members
    std::string_view title;
    std::string_view note;
    std::string_view next;
    /// Wrong, and so refused, over a time whose stock is not known.
    bool needs_known_stock = false;
};

const InventoryPlan& plan_of(InventoryAnalysis analysis);

TextTable inventory_table(const std::vector<InventoryLine>& lines, InventoryAnalysis analysis);

/// ", value at cost 1,234.50 USD, …" with the figures that the analysis has.
std::string
totals_in_words(const InventoryTotals& totals, const std::optional<std::string>& currency);

} // namespace retail_mcp::retail
