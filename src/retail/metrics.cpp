#include "metrics.hpp"

#include <retail_mcp/base/json_writer.hpp>

#include <algorithm>
#include <array>

namespace retail_mcp::retail {

namespace {

using enum MetricUnit;

constexpr std::array dictionary{
    Metric{
        "gross_sales",
        "Gross sales",
        "sum of selling price before discount x quantity over lines sold, without tax",
        money,
        true},
    Metric{
        "discounts",
        "Discounts",
        "sum of discounts on lines sold, document discounts shared out to lines, without tax",
        money,
        true},
    Metric{
        "returns",
        "Returns",
        "net value of lines given back, positive, dated on the day of the return",
        money,
        true},
    Metric{"net_sales", "Net sales", "gross_sales - discounts - returns, without tax", money, true},
    Metric{"tax", "Tax", "sum of tax over all lines, returns negative", money, true},
    Metric{"total_sales", "Total sales", "net_sales + tax", money, true},
    Metric{"units_sold", "Units sold", "sum of quantity over lines sold", quantity, true},
    Metric{
        "units_returned",
        "Units returned",
        "sum of quantity over lines given back, positive",
        quantity,
        true},
    Metric{"net_units", "Net units", "units_sold - units_returned", quantity, true},
    Metric{"transactions", "Transactions", "receipts with at least one line sold", count},
    Metric{
        "average_order_value",
        "Average order value",
        "(gross_sales - discounts) / transactions, before returns",
        money},
    Metric{"units_per_transaction", "Units per transaction", "units_sold / transactions", ratio},
    Metric{"average_selling_price", "Average selling price", "net_sales / net_units", money},
    Metric{"discount_rate", "Discount rate", "discounts / gross_sales", share},
    Metric{
        "return_rate",
        "Return rate by value",
        "returns / gross_sales of the same period (returns may belong to earlier sales)",
        share},
    Metric{"return_rate_units", "Return rate by units", "units_returned / units_sold", share},
    Metric{
        "cohort_return_rate",
        "Return rate of the period's sales",
        "net value given back to date of what the period sold / gross_sales; returns that name no "
        "receipt are left out",
        share},
    Metric{
        "gross_margin",
        "Gross margin",
        "net sales - cost at sale, over lines with a recorded cost (see cost_coverage)",
        money,
        true},
    Metric{
        "gross_margin_rate",
        "Gross margin rate",
        "gross_margin / net sales of the lines with a recorded cost; not markup",
        share},
    Metric{"cost_coverage", "Cost coverage", "net sales with recorded cost / net_sales", share},
    Metric{
        "like_for_like",
        "Like-for-like growth",
        "net sales of comparable stores / their net sales of the compared period - 1; comparable "
        "= first sale at least 12 months before the period, and selling through both",
        share},
    Metric{
        "elasticity",
        "Arc price elasticity",
        "((Q1-Q0)/((Q1+Q0)/2)) / ((P1-P0)/((P1+P0)/2)), units per day and average price of two "
        "periods; not causal; refused where a promotion touches either",
        ratio},
    Metric{
        "sales_change",
        "Parts of a change of net sales",
        "of products sold in both periods (P regular price, Q units, L units lost without stock): "
        "price = sum of (P1-P0) x Q1; volume = sum of (SQ1/SQ0 - 1) x Q0 x P0, less stock_outs; "
        "stock_outs = sum of -(L1-L0) x P0; mix = sum of (Q1 - Q0 x SQ1/SQ0) x P0, with SQ the sum "
        "of all Q; then new and discontinued products, promotion, discounts and returns; they add "
        "up to the change",
        money,
        true},
    Metric{"conversion", "Conversion", "transactions / visitors", share, false, "visitor counts"},
    Metric{
        "sales_per_labour_hour",
        "Sales per labour hour",
        "net_sales / hours worked",
        money,
        false,
        "hours worked"},
    Metric{
        "support", "Support", "baskets with both products / all baskets with a line sold", share},
    Metric{"confidence", "Confidence", "baskets with both / baskets with the first", share},
    Metric{
        "lift",
        "Lift",
        "support of both / (support of one x support of the other); significant by Fisher's exact "
        "test, at 5 % over all pairs looked at",
        ratio},
    Metric{
        "rfm",
        "RFM segments",
        "recency, orders and net sales of the period, each scored in fifths, 5 best; equals score "
        "equally",
        count},
    Metric{
        "repeat_purchase_rate",
        "Repeat purchase rate",
        "customers with two or more orders / customers with an order, in the period",
        share},
    Metric{
        "lapsed_customers",
        "Lapsed customers",
        "customers by days since their last order, lapsed after 90",
        count},
    Metric{
        "cohort_retention",
        "Cohort retention",
        "customers of a month of first orders who ordered n months later / customers of that "
        "month; months that are not over are left out",
        share},
    Metric{"on_hand", "On hand", "sum of the stock ledger; may be negative", quantity, true},
    Metric{"available", "Available", "on_hand - committed", quantity, true},
    Metric{"position", "Stock position", "on_hand + on_order - backordered", quantity, true},
    Metric{"inventory_value", "Inventory value at cost", "on_hand x unit cost", money, true},
    Metric{"retail_value", "Inventory value at selling price", "on_hand x price", money, true},
    Metric{
        "days_of_cover",
        "Days of cover",
        "on_hand / mean units per in-stock day of the last 28 days; null = no demand",
        days},
    Metric{"weeks_of_supply", "Weeks of supply", "on_hand / mean units per week in stock", ratio},
    Metric{
        "sell_through",
        "Sell-through",
        "units sold / (on hand at the beginning + units received) over the period; variants: units "
        "sold / received, and units sold / (units sold + on hand at the end)",
        share},
    Metric{
        "average_inventory",
        "Average inventory at cost",
        "mean of the daily closing balances x unit cost",
        money},
    Metric{
        "turnover", "Inventory turnover", "cost of sales / average_inventory, annualised", ratio},
    Metric{"gmroi", "GMROI", "gross_margin / average_inventory, annualised", ratio},
    Metric{
        "stockout_days",
        "Stock-out days",
        "days that closed with nothing on hand; rate = such days / days ranged",
        days,
        true},
    Metric{
        "lost_sales",
        "Lost sales (estimate)",
        "stock-out days x mean units on in-stock days of the same weekday, less units sold on "
        "those days; with a range of one standard deviation",
        quantity},
    Metric{
        "shrink",
        "Shrink",
        "(book - counted) x cost, write-offs included; rate = shrink / net_sales",
        money,
        true},
    Metric{
        "age_days", "Age of stock", "days since the last receipt, else since the last sale", days},
    Metric{
        "abc_class",
        "ABC class",
        "ranked by net sales; cumulative share before the item < 80 % A, < 95 % B, else C; none "
        "or negative C",
        share},
    Metric{
        "xyz_class",
        "XYZ class",
        "coefficient of variation of weekly units: X up to 0.5, Y up to 1.0, Z above",
        ratio},
    Metric{
        "daily_demand",
        "Daily demand",
        "mean units per in-stock day; days without stock are left out",
        quantity},
    Metric{
        "demand_class",
        "Demand class",
        "by ADI (1.32) and squared coefficient of variation (0.49): smooth, intermittent, "
        "erratic, lumpy; below 8 demand days insufficient history",
        ratio},
    Metric{
        "safety_stock",
        "Safety stock",
        "smooth and erratic demand: Z x sigma of daily demand x sqrt(lead time + review days); "
        "intermittent and lumpy: the service level's quantile of demand over that time, less its "
        "mean; insufficient history: recorded reorder point - daily_demand x lead time",
        quantity},
    Metric{"reorder_point", "Reorder point", "daily_demand x lead time + safety stock", quantity},
    Metric{
        "suggested_order",
        "Suggested order",
        "daily_demand x (lead time + review days) + safety stock - position, up to whole packs "
        "and the minimum, when position is at or below the reorder point; less transfers from own "
        "stores",
        quantity},
};

constexpr std::string_view unit_name(MetricUnit unit) {
    switch (unit) {
    case money:
        return "money";
    case quantity:
        return "quantity";
    case count:
        return "count";
    case share:
        return "share";
    case ratio:
        return "ratio";
    case days:
        return "days";
    }
    return {};
}

} // namespace

std::span<const Metric> metric_dictionary() {
    return dictionary;
}

const Metric* find_metric(std::string_view id) {
    const auto found =
        std::find_if(dictionary.begin(), dictionary.end(), [&](const Metric& metric) {
            return metric.id == id;
        });
    return found == dictionary.end() ? nullptr : &*found;
}

std::string metrics_json() {
    std::string out = "{\"metrics\":";
    json::ArrayWriter list{out};
    for (const Metric& metric : dictionary) {
        json::ObjectWriter entry{list.next()};
        entry.string("id", metric.id)
            .string("title", metric.title)
            .string("formula", metric.formula)
            .string("unit", unit_name(metric.unit));
        if (!metric.missing_input.empty()) {
            entry.string("not_available_without", metric.missing_input);
        }
        entry.close();
    }
    list.close();
    return out += '}';
}

std::string metrics_markdown() {
    std::string out = "| id | meaning | unit |\n|---|---|---|\n";
    for (const Metric& metric : dictionary) {
        out += "| `" + std::string{metric.id} + "` | " + std::string{metric.formula} + " | ";
        out += metric.missing_input.empty()
                   ? std::string{unit_name(metric.unit)}
                   : "not available without " + std::string{metric.missing_input};
        out += " |\n";
    }
    return out;
}

} // namespace retail_mcp::retail
