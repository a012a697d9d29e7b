#include "sales_measures.hpp"

#include <retail_mcp/base/json_writer.hpp>

#include <algorithm>
#include <array>

namespace retail_mcp::retail {

namespace {

constexpr int ratio_scale = 6;

std::optional<Decimal> ratio(const Decimal& dividend, const Decimal& divisor) {
    return dividend.divided_by(divisor, ratio_scale);
}

using Compute = std::optional<Decimal> (*)(const SalesSums& sums);

struct Formula {
    std::string_view id;
    Compute compute;
};

constexpr std::array formulas{
    Formula{
        "gross_sales", [](const SalesSums& s) -> std::optional<Decimal> { return s.gross_sales; }},
    Formula{"discounts", [](const SalesSums& s) -> std::optional<Decimal> { return s.discounts; }},
    Formula{"returns", [](const SalesSums& s) -> std::optional<Decimal> { return s.returns; }},
    Formula{
        "net_sales", [](const SalesSums& s) -> std::optional<Decimal> { return s.net_sales(); }},
    Formula{"tax", [](const SalesSums& s) -> std::optional<Decimal> { return s.tax; }},
    Formula{
        "total_sales",
        [](const SalesSums& s) -> std::optional<Decimal> { return s.net_sales() + s.tax; }},
    Formula{
        "units_sold", [](const SalesSums& s) -> std::optional<Decimal> { return s.units_sold; }},
    Formula{
        "units_returned",
        [](const SalesSums& s) -> std::optional<Decimal> { return s.units_returned; }},
    Formula{
        "net_units", [](const SalesSums& s) -> std::optional<Decimal> { return s.net_units(); }},
    Formula{
        "transactions",
        [](const SalesSums& s) -> std::optional<Decimal> { return Decimal{s.transactions}; }},
    Formula{
        "average_order_value",
        [](const SalesSums& s) { return ratio(s.gross_sales - s.discounts, s.transactions); }},
    Formula{
        "units_per_transaction",
        [](const SalesSums& s) { return ratio(s.units_sold, s.transactions); }},
    Formula{
        "average_selling_price",
        [](const SalesSums& s) { return ratio(s.net_sales(), s.net_units()); }},
    Formula{"discount_rate", [](const SalesSums& s) { return ratio(s.discounts, s.gross_sales); }},
    Formula{"return_rate", [](const SalesSums& s) { return ratio(s.returns, s.gross_sales); }},
    Formula{
        "return_rate_units",
        [](const SalesSums& s) { return ratio(s.units_returned, s.units_sold); }},
    Formula{
        "cohort_return_rate",
        [](const SalesSums& s) { return ratio(s.returns_of_sold, s.gross_sales); }},
    Formula{
        "gross_margin",
        [](const SalesSums& s) -> std::optional<Decimal> {
            return s.net_sales_with_cost - s.cost_of_sales;
        }},
    Formula{
        "gross_margin_rate",
        [](const SalesSums& s) {
            return ratio(s.net_sales_with_cost - s.cost_of_sales, s.net_sales_with_cost);
        }},
    Formula{"cost_coverage", [](const SalesSums& s) {
                return ratio(s.net_sales_with_cost, s.net_sales());
            }}};

class MeasuresType final : public Type {
public:
    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out +=
            R"("type":["object","null"],"additionalProperties":{"type":["string","number","null"]})";
    }

    void decode(
        const nlohmann::json&, const FieldOptions&, const std::string& path, void*, Violations& all
    ) const override {
        all.push_back({path, "is no argument"});
    }

    void encode(const void* value, std::string& out) const override {
        json::ObjectWriter object{out};
        for (const auto& [metric, measure] : static_cast<const Measures*>(value)->values) {
            append_measure(*metric, measure, object.key(metric->id).out());
        }
        object.close();
    }

    bool parse(std::string_view, void*) const override { return false; }

    void round_money(void* value, int scale) const override {
        auto& measures = *static_cast<Measures*>(value);
        if (!measures.currency.empty()) {
            scale = currency_scale(measures.currency);
        }
        for (auto& [metric, measure] : measures.values) {
            if (metric->unit == MetricUnit::money && measure) {
                measure = measure->rounded(scale);
            }
        }
    }

    std::string in_words(const FieldOptions&) const override { return "an object of measures"; }
};

} // namespace

SalesSums& SalesSums::operator+=(const SalesSums& other) {
    gross_sales += other.gross_sales;
    discounts += other.discounts;
    returns += other.returns;
    tax += other.tax;
    units_sold += other.units_sold;
    units_returned += other.units_returned;
    transactions += other.transactions;
    cost_of_sales += other.cost_of_sales;
    net_sales_with_cost += other.net_sales_with_cost;
    returns_of_sold += other.returns_of_sold;
    return *this;
}

std::optional<Decimal> measure_of(const Metric& metric, const SalesSums& sums) {
    for (const Formula& formula : formulas) {
        if (formula.id == metric.id) {
            return formula.compute(sums);
        }
    }
    return std::nullopt;
}

std::optional<Decimal>
arc_elasticity(const SalesSums& before, int days0, const SalesSums& after, int days1) {
    const auto quantity0 = before.net_units().divided_by(days0, 9);
    const auto quantity1 = after.net_units().divided_by(days1, 9);
    const auto price0 = before.net_sales().divided_by(before.net_units(), 6);
    const auto price1 = after.net_sales().divided_by(after.net_units(), 6);
    if (!quantity0 || !quantity1 || !price0 || !price1) {
        return std::nullopt;
    }
    // the halves of the arc formula's two means cancel
    const auto quantity_change = (*quantity1 - *quantity0).divided_by(*quantity1 + *quantity0, 9);
    const auto price_change = (*price1 - *price0).divided_by(*price1 + *price0, 9);
    if (!quantity_change || !price_change) {
        return std::nullopt;
    }
    return quantity_change->divided_by(*price_change, 3);
}

const std::optional<Decimal>* Measures::find(std::string_view id) const {
    for (const auto& [metric, value] : values) {
        if (metric->id == id) {
            return &value;
        }
    }
    return nullptr;
}

const Type& field_type(std::type_identity<Measures>) {
    static const MeasuresType type;
    return type;
}

void append_measure(const Metric& metric, const std::optional<Decimal>& value, std::string& out) {
    if (!value) {
        out += "null";
    } else if (metric.unit == MetricUnit::money) {
        json::append_string(out, value->to_string());
    } else if (metric.unit == MetricUnit::quantity && !value->is_whole()) {
        json::append_string(out, value->trimmed().to_string());
    } else {
        out += value->trimmed().to_string();
    }
}

std::string measure_text(const Metric& metric, const std::optional<Decimal>& value) {
    if (!value) {
        return "–";
    }
    switch (metric.unit) {
    case MetricUnit::money:
        return with_thousands(*value);
    case MetricUnit::share:
        return percent(Share{*value});
    case MetricUnit::ratio:
        return value->rounded(2).to_string();
    default:
        return with_thousands(value->trimmed());
    }
}

} // namespace retail_mcp::retail
