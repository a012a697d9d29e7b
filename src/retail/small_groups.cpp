#include "small_groups.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <map>

namespace retail_mcp::retail {

namespace {

using sales::Figures;
using sales::Question;

struct Part {
    std::string store_id;
    int month = 0;
    std::string tier;
    std::int64_t customers = 0;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Part::store_id),
            field("month", &Part::month),
            field("tier", &Part::tier),
            field("customers", &Part::customers)
        );
    }
};

Error refused(std::string message, std::string hint) {
    return Error{ErrorCode::permission_denied, std::move(message), std::move(hint)};
}

bool begins_a_month(Date day, StoreCalendar calendar) {
    return unit_around(Unit::month, day, calendar).from == day;
}

/// The first days of the period's months.
std::vector<std::string> months_of(const Days& days, StoreCalendar calendar) {
    std::vector<std::string> months;
    for (Date day = days.from; day < days.until;
         day = unit_around(Unit::month, day, calendar).until) {
        months.push_back(day.to_string());
    }
    return months;
}

/// Of one month of one store, smallest first.
void withhold_small(const std::vector<Part>& parts, std::set<std::string>& withheld) {
    std::int64_t customers = 0;
    int groups = 0;
    for (const Part& part : parts) {
        const bool is_enough = customers >= smallest_group && groups > 1;
        if (part.customers >= smallest_group && (groups == 0 || is_enough)) {
            return;
        }
        withheld.insert(part.tier);
        customers += part.customers;
        ++groups;
    }
    if (customers < smallest_group) { // all who gave their name: they are the total less the others
        withheld.insert("(none)");
    }
}

} // namespace

std::optional<Error> unless_whole_months(const Period& period, StoreCalendar calendar) {
    if (begins_a_month(period.days.from, calendar) && begins_a_month(period.days.until, calendar)) {
        return std::nullopt;
    }
    return refused(
        "Without customers' personal data, groups of customers are about whole months only.",
        "Ask for months that are over, such as \"last month\" or \"last 12 months\"."
    );
}

std::optional<Error>
unless_enough_came(const db::Rows& rows, const Days& days, StoreCalendar calendar) {
    std::map<std::pair<std::string, int>, std::int64_t> came;
    for (const Part& part : rows_as<Part>(rows)) {
        came[{part.store_id, part.month}] += part.customers;
    }
    const auto months = months_of(days, calendar);
    std::set<std::string> few;
    for (const auto& [store_and_month, customers] : came) {
        if (customers < smallest_group) {
            few.insert(months.at(static_cast<std::size_t>(store_and_month.second) - 1).substr(0, 7)
            );
        }
    }
    if (few.empty()) {
        return std::nullopt;
    }
    const std::vector<std::string> named(few.begin(), few.end());
    return refused(
        "Fewer than five customers bought something in some store in " + join(named, ", ") +
            "; without customers' personal data no period may hold such a month.",
        "Ask for a period without these months, or for another store."
    );
}

bool is_about_tiers(const Question& question) {
    return question.filter.loyalty_tier ||
           std::find(question.group_by.begin(), question.group_by.end(), Dimension::loyalty_tier) !=
               question.group_by.end();
}

std::optional<Error> tier_question_problem(const Question& question, StoreCalendar calendar) {
    const SalesFilter& filter = question.filter;
    const bool is_narrowed = filter.category || filter.brand || filter.sku ||
                             filter.payment_method || filter.transaction_type;
    const bool is_split =
        std::any_of(question.group_by.begin(), question.group_by.end(), [](Dimension dimension) {
            return dimension != Dimension::loyalty_tier && dimension != Dimension::store &&
                   (dimension < Dimension::month || dimension > Dimension::year);
        });
    if (is_narrowed || is_split) {
        return refused(
            "Without customers' personal data, loyalty tiers are summed as a whole, or by month, "
            "quarter, year or store.",
            "Leave out the other filters and dimensions, or the tier."
        );
    }
    if (auto problem = unless_whole_months(question.period, calendar)) {
        return problem;
    }
    return question.comparison ? unless_whole_months(*question.comparison, calendar) : std::nullopt;
}

db::Query tier_parts_query(const Days& days, const Scope& scope) {
    const auto months = text_array(months_of(days, scope.first().calendar));
    return {&sql::tier_parts, {scope.ids(), days.from.to_string(), days.until.to_string(), months}};
}

std::set<std::string> withheld_tiers(const db::Rows& rows) {
    std::map<std::pair<std::string, int>, std::vector<Part>> months;
    for (Part& part : rows_as<Part>(rows)) {
        months[{part.store_id, part.month}].push_back(std::move(part));
    }
    std::set<std::string> withheld;
    for (const auto& [month, parts] : months) {
        withhold_small(parts, withheld);
    }
    return withheld;
}

std::optional<Error>
withhold(const std::set<std::string>& tiers, const Question& question, Figures& figures) {
    if (question.filter.loyalty_tier && tiers.contains(*question.filter.loyalty_tier)) {
        return refused(
            "This tier had fewer than five customers in some month and store, or stands beside one "
            "that had.",
            "Ask for a longer list of tiers, or for sales without tiers."
        );
    }
    for (std::size_t i = 0; i < question.group_by.size(); ++i) {
        if (question.group_by[i] == Dimension::loyalty_tier) {
            std::erase_if(figures.groups, [&](const SalesGroup& group) {
                return tiers.contains(group.keys[i]);
            });
        }
    }
    return std::nullopt;
}

sales::Unavailable withheld_note() {
    return {
        "loyalty_tier",
        "tiers with fewer than five customers in some month and store are left out, and others "
        "beside them from which they would follow"};
}

} // namespace retail_mcp::retail
