#pragma once

#include "period.hpp"
#include "sales_answer.hpp"

#include <retail_mcp/db/rows.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What a principal that may not see customers' personal data is told of groups of customers:
/// nothing about fewer than five, and nothing from which that follows by subtraction.
///
/// Figures are given for unions of fixed parts only: a group in one month of one store. In each
/// month of each store the groups with fewer than five customers are withheld, and with them the
/// smallest others until those withheld are five customers of at least two groups. Which parts
/// those are does not depend on the question, so no two answers differ by a part that is withheld.
namespace retail_mcp::retail {

inline constexpr std::int64_t smallest_group = 5;

/// Whether the period begins and ends with the calendar's months; the error says so.
std::optional<Error> unless_whole_months(const Period& period, StoreCalendar calendar);

/// Whether in each month of each store none or at least five customers came: else a longer period
/// less a shorter one would be those few. The error names the months. Rows of tier_parts.
std::optional<Error>
unless_enough_came(const db::Rows& rows, const Days& days, StoreCalendar calendar);

/// Whether loyalty tiers are what the question is about.
bool is_about_tiers(const sales::Question& question);

/// What keeps a question about tiers from being a union of parts: other filters, other dimensions,
/// periods that are no whole months.
std::optional<Error> tier_question_problem(const sales::Question& question, StoreCalendar calendar);

/// Customers by store, month and tier over a period of whole months.
db::Query tier_parts_query(const Days& days, const Scope& scope);

/// The tiers of which some part is withheld. Rows of tier_parts.
std::set<std::string> withheld_tiers(const db::Rows& rows);

/// Takes what is withheld out of the figures; the error where the question was about just that.
std::optional<Error> withhold(
    const std::set<std::string>& tiers, const sales::Question& question, sales::Figures& figures
);

/// The reason in the answer for groups that were left out.
sales::Unavailable withheld_note();

} // namespace retail_mcp::retail
