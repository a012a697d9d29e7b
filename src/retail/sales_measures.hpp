#pragma once

#include "metrics.hpp"

#include <retail_mcp/base/fields.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// From sums over sales lines to the measures of the metric dictionary. Sums add up over groups,
/// days and stores; measures are computed from them once, ratios from sums and never from ratios.
namespace retail_mcp::retail {

struct SalesSums {
    Decimal gross_sales;
    Decimal discounts;
    Decimal returns;
    Decimal tax;
    Decimal units_sold;
    Decimal units_returned;
    std::int64_t transactions = 0;
    Decimal cost_of_sales;
    Decimal net_sales_with_cost;
    Decimal returns_of_sold; ///< to date, of the lines sold; zero unless it was asked for

    static constexpr auto fields() {
        return field_list(
            field("gross_sales", &SalesSums::gross_sales),
            field("discounts", &SalesSums::discounts),
            field("returns", &SalesSums::returns),
            field("tax", &SalesSums::tax),
            field("units_sold", &SalesSums::units_sold),
            field("units_returned", &SalesSums::units_returned),
            field("transactions", &SalesSums::transactions),
            field("cost_of_sales", &SalesSums::cost_of_sales),
            field("net_sales_with_cost", &SalesSums::net_sales_with_cost),
            field("returns_of_sold", &SalesSums::returns_of_sold)
        );
    }

    Decimal net_sales() const { return gross_sales - discounts - returns; }

    Decimal net_units() const { return units_sold - units_returned; }

    SalesSums& operator+=(const SalesSums& other);
};

/// The exact value of a measure, ratios to 6 digits; nullopt where its denominator is zero or the
/// data does not hold it. `like_for_like` and `elasticity` need two periods: see below.
std::optional<Decimal> measure_of(const Metric& metric, const SalesSums& sums);

/// Arc elasticity between two periods of `days0` and `days1` days; nullopt where either sold
/// nothing or the price did not change.
std::optional<Decimal>
arc_elasticity(const SalesSums& before, int days0, const SalesSums& after, int days1);

/// Measures in the order asked for; on the wire {"net_sales":"12.90","transactions":3}. Money is
/// rounded by `scale` digits when it is set.
struct Measures {
    std::vector<std::pair<const Metric*, std::optional<Decimal>>> values;
    /// Set where the answer holds several currencies: amounts are then rounded by this one.
    std::string currency = {};

    const std::optional<Decimal>* find(std::string_view id) const;
};

/// Makes Measures usable in field lists.
const Type& field_type(std::type_identity<Measures>);

/// A measure as the wire has it: money and fractional quantities as strings, the rest as numbers.
void append_measure(const Metric& metric, const std::optional<Decimal>& value, std::string& out);

/// The same for a person.
std::string measure_text(const Metric& metric, const std::optional<Decimal>& value);

} // namespace retail_mcp::retail
