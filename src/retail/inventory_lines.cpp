#include "inventory_lines.hpp"

#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace retail_mcp::retail {

namespace {

using enum InventoryAnalysis;
using Names = std::string_view;

constexpr std::array<Names, 4> abc_metrics{"abc_class", "xyz_class", "net_sales", "units_sold"};
constexpr std::array<Names, 5> abc_columns{
    "abc_class", "xyz_class", "net_sales", "share_before", "units_sold"};
constexpr std::array<Names, 3> sell_through_metrics{"sell_through", "units_sold", "on_hand"};
constexpr std::array<Names, 5> sell_through_columns{
    "on_hand_before", "received", "units_sold", "on_hand", "sell_through"};
constexpr std::array<Names, 6> cover_metrics{
    "on_hand",
    "inventory_value",
    "retail_value",
    "daily_demand",
    "days_of_cover",
    "weeks_of_supply"};
constexpr std::array<Names, 5> cover_columns{
    "on_hand", "inventory_value", "retail_value", "daily_demand", "weeks_of_supply"};
constexpr std::array<Names, 4> turnover_metrics{
    "average_inventory", "turnover", "gmroi", "gross_margin"};
constexpr std::array<Names, 6> turnover_columns{
    "cost_of_sales", "gross_margin", "average_inventory", "turnover", "days_of_inventory", "gmroi"};
constexpr std::array<Names, 4> ageing_metrics{
    "age_days", "on_hand", "inventory_value", "retail_value"};
constexpr std::array<Names, 5> ageing_columns{
    "on_hand", "inventory_value", "age_days", "age_basis", "bucket"};
constexpr std::array<Names, 4> dead_columns{
    "on_hand", "inventory_value", "days_since_sale", "age_days"};
constexpr std::array<Names, 5> markdown_metrics{
    "weeks_of_supply", "sell_through", "units_sold", "inventory_value", "retail_value"};
constexpr std::array<Names, 5> markdown_columns{
    "on_hand", "inventory_value", "weeks_of_supply", "sell_through", "reason"};
constexpr std::array<Names, 2> stockout_metrics{"stockout_days", "lost_sales"};
constexpr std::array<Names, 6> stockout_columns{
    "stockout_days",
    "days_ranged",
    "lost_units",
    "lost_units_low",
    "lost_units_high",
    "lost_sales"};
constexpr std::array<Names, 2> shrink_metrics{"shrink", "net_sales"};
constexpr std::array<Names, 5> shrink_columns{
    "counts", "missing_units", "shrink", "net_sales", "shrink_rate"};

const std::array plans{
    InventoryPlan{
        abc_xyz,
        &sql::inventory_abc_xyz,
        "last 12 months",
        abc_metrics,
        abc_columns,
        "Products by net sales (A to C) and steadiness of demand (X to Z)",
        "share_before is the share of net sales of all products ranked before.",
        "analyze_inventory with cover for the value in stock."},
    InventoryPlan{
        sell_through,
        &sql::inventory_sell_through,
        "last 30 days",
        sell_through_metrics,
        sell_through_columns,
        "Sell-through",
        "Units sold / (on hand at the beginning + received).",
        "analyze_inventory with markdown for what does not sell.",
        true},
    InventoryPlan{
        cover,
        &sql::inventory_cover,
        "last 28 days",
        cover_metrics,
        cover_columns,
        "Stock cover and value now, demand",
        "Demand: units per day in stock. Values at cost and at selling price.",
        "plan_reorders for what runs out, analyze_inventory with markdown for what does not."},
    InventoryPlan{
        turnover,
        &sql::inventory_turnover,
        "last 12 months",
        turnover_metrics,
        turnover_columns,
        "Turnover and GMROI, annualised",
        "Average inventory: mean of the daily closing balances at today's cost.",
        "analyze_inventory with dead_stock.",
        true},
    InventoryPlan{
        ageing,
        &sql::inventory_ageing,
        "last 90 days",
        ageing_metrics,
        ageing_columns,
        "Age of the stock",
        "Days since the last receipt, else since the last sale.",
        "analyze_inventory with dead_stock for what no longer sells."},
    InventoryPlan{
        dead_stock,
        &sql::inventory_ageing,
        "last 90 days",
        ageing_metrics,
        dead_columns,
        "In stock, unsold throughout",
        {},
        "analyze_inventory with markdown."},
    InventoryPlan{
        markdown,
        &sql::inventory_markdown,
        "last 60 days",
        markdown_metrics,
        markdown_columns,
        "Markdown candidates",
        "Over 12 weeks of supply, or under 20 % sold of what was there.",
        "summarize_sales with the measure elasticity and sku: how buyers answered price changes.",
        true},
    InventoryPlan{
        stockouts,
        &sql::inventory_stockouts,
        "last 30 days",
        stockout_metrics,
        stockout_columns,
        "Days without stock and what they cost",
        "Lost sales are an estimate: usual sales of the same weekday in stock, plus or minus one "
        "standard deviation.",
        "plan_reorders.",
        true},
    InventoryPlan{
        shrink,
        &sql::inventory_shrink,
        "last 12 months",
        shrink_metrics,
        shrink_columns,
        "Shrinkage found by counts and write-offs",
        "Positive is missing.",
        "list_transactions."},
};

} // namespace

const InventoryPlan& plan_of(InventoryAnalysis analysis) {
    return plans[static_cast<std::size_t>(analysis)];
}

TextTable inventory_table(const std::vector<InventoryLine>& lines, InventoryAnalysis analysis) {
    const auto columns = plan_of(analysis).columns;
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 36);
    for (const std::string_view column : columns) {
        std::string heading{column};
        std::replace(heading.begin(), heading.end(), '_', ' ');
        table.add_column(heading, TextTable::Align::right);
    }
    for (const InventoryLine& line : lines) {
        std::string encoded;
        encode(line, encoded);
        const auto members = nlohmann::json::parse(encoded);
        std::vector<std::string> row{line.sku, line.name};
        for (const std::string_view column : columns) {
            const auto found = members.find(std::string{column});
            row.push_back(
                found == members.end() || found->is_null() ? "–"
                : found->is_string()                       ? found->get<std::string>()
                                                           : found->dump()
            );
        }
        table.add_row(std::move(row));
    }
    return table;
}

std::string
totals_in_words(const InventoryTotals& totals, const std::optional<std::string>& currency) {
    std::string text;
    const auto money = [&](std::string_view what, const std::optional<Money>& amount) {
        if (amount) {
            text += ", " + std::string{what} + ' ' + money_text(*amount, currency);
        }
    };
    money("net sales", totals.net_sales);
    money("value at cost", totals.inventory_value);
    money("at selling price", totals.retail_value);
    money("average inventory", totals.average_inventory);
    money("lost sales about", totals.lost_sales);
    money("at least", totals.lost_sales_low);
    money("at most", totals.lost_sales_high);
    money("shrinkage", totals.shrink);
    const auto ratio = [&](std::string_view what, const std::optional<Decimal>& value) {
        if (value) {
            text += ", " + std::string{what} + ' ' + value->rounded(1).to_string();
        }
    };
    ratio("weeks of supply", totals.weeks_of_supply);
    ratio("turnover", totals.turnover);
    ratio("GMROI", totals.gmroi);
    if (totals.stockout_days) {
        text += ", " + counted(*totals.stockout_days, "day") + " without stock";
    }
    if (totals.sell_through) {
        text += ", sell-through " + percent(*totals.sell_through);
    }
    return text;
}

} // namespace retail_mcp::retail
