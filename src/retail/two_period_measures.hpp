#pragma once

#include "sales_answer.hpp"

#include <retail_mcp/base/fields.hpp>

#include <string>
#include <vector>

/// The measures that are made of two periods: like_for_like and elasticity.
namespace retail_mcp::retail::sales {

/// What these measures cannot be combined with.
void add_two_period_contradictions(const Question& question, Violations& violations);

/// The dimensions that like_for_like needs its sums by: the question's own, and the store last.
std::vector<Dimension> like_for_like_dimensions(const Question& question);

/// Fills in those of `measures` that are made of two periods, for the group with the keys `keys`,
/// in the order of the question's dimensions; without keys for the whole.
void add_two_period_measures(
    const Question& question,
    const Figures& figures,
    const std::vector<std::string>& keys,
    Measures& measures
);

} // namespace retail_mcp::retail::sales
