#include "two_period_measures.hpp"

#include <algorithm>

namespace retail_mcp::retail::sales {

namespace {

constexpr int growth_scale = 6;

/// A store that is closed on Sundays, or asked about before it opens, has not closed for good.
constexpr int days_without_sales = 7;

/// A store is comparable when it had sold for twelve months before the period and sold through
/// both periods to their ends.
bool is_comparable(const Question& question, const std::pair<Date, Date>& selling) {
    const Date twelve_months_before = question.period.days.from - 365;
    return selling.first <= twelve_months_before &&
           selling.first <= question.comparison->days.from &&
           selling.second >= question.comparison->days.until - days_without_sales &&
           selling.second >= question.period.days.until - days_without_sales;
}

/// Whether sums by like_for_like_dimensions are of the group with these keys.
bool is_of_group(
    const Question& question,
    const std::vector<std::string>& keys,
    const std::vector<std::string>& keys_by_store
) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool is_store = question.group_by[i] == Dimension::store;
        if (keys[i] != (is_store ? keys_by_store.back() : keys_by_store[next++])) {
            return false;
        }
    }
    return true;
}

std::optional<Decimal> like_for_like(
    const Question& question, const Figures& figures, const std::vector<std::string>& keys
) {
    const auto comparable_sales = [&](const std::vector<SalesGroup>& by_store) {
        Decimal sales;
        for (const SalesGroup& group : by_store) {
            const auto selling = figures.selling.find(group.keys.back());
            if (selling != figures.selling.end() && is_comparable(question, selling->second) &&
                is_of_group(question, keys, group.keys)) {
                sales += group.sums.net_sales();
            }
        }
        return sales;
    };
    const Decimal before = comparable_sales(figures.compared_by_store);
    return (comparable_sales(figures.by_store) - before).divided_by(before, growth_scale);
}

std::optional<Decimal> elasticity(const Question& question, const Figures& figures) {
    if (figures.promotions > 0) {
        return std::nullopt;
    }
    return arc_elasticity(
        sum_of(figures.compared),
        question.comparison->days.count(),
        sum_of(figures.totals),
        question.period.days.count()
    );
}

} // namespace

void add_two_period_contradictions(const Question& question, Violations& violations) {
    const auto& dimensions = question.group_by;
    if (question.asks(SalesMeasure::elasticity)) {
        if (!question.filter.sku) {
            violations.push_back({"/sku", "is required for the measure elasticity"});
        }
        if (!dimensions.empty()) {
            violations.push_back({"/group_by", "must be left out with the measure elasticity"});
        }
    }
    if (question.asks(SalesMeasure::like_for_like)) {
        if (std::any_of(dimensions.begin(), dimensions.end(), is_bucketed)) {
            violations.push_back(
                {"/group_by", "cannot be by time with like_for_like, which compares two periods"}
            );
        }
        if (like_for_like_dimensions(question).size() > 2) {
            violations.push_back(
                {"/group_by", "may have one dimension and store with the measure like_for_like"}
            );
        }
    }
}

std::vector<Dimension> like_for_like_dimensions(const Question& question) {
    std::vector<Dimension> dimensions = question.group_by;
    dimensions.erase(
        std::remove(dimensions.begin(), dimensions.end(), Dimension::store), dimensions.end()
    );
    dimensions.push_back(Dimension::store);
    return dimensions;
}

void add_two_period_measures(
    const Question& question,
    const Figures& figures,
    const std::vector<std::string>& keys,
    Measures& measures
) {
    for (auto& [metric, value] : measures.values) {
        if (metric->id == enum_name(SalesMeasure::like_for_like)) {
            value = like_for_like(question, figures, keys);
        } else if (metric->id == enum_name(SalesMeasure::elasticity) && keys.empty()) {
            value = elasticity(question, figures);
        }
    }
}

} // namespace retail_mcp::retail::sales
