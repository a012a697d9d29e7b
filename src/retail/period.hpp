#pragma once

#include "retail_calendar.hpp"

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/retail/answer.hpp>

#include <optional>
#include <string>

/// Periods as people say them, resolved in the store's calendar. Pure functions of their
/// arguments: the store's business day is given, no clock and no time zone data are asked.
namespace retail_mcp::retail {

/// The argument: a phrase, or {from, to} with both days included.
struct PeriodArgument {
    std::string phrase;
    std::optional<Date> from;
    std::optional<Date> to;
};

/// Makes PeriodArgument usable in field lists.
const Type& field_type(std::type_identity<PeriodArgument>);

/// A resolved period. `unit` is set where it is one whole unit of the calendar ("last month"),
/// which decides what its previous period is.
struct Period {
    Days days;
    std::optional<Unit> unit;
    bool partial = false; ///< today is within: `days` ends with today

    PeriodShown shown(const std::string& time_zone) const {
        return {days.from, days.until, time_zone, partial};
    }
};

/// `today` is the store's running business day. What lies after it is cut off; a period wholly in
/// the future, or ending before it begins, is `invalid_period`, with examples of what is right.
Result<Period> resolve_period(const PeriodArgument& argument, Date today, StoreCalendar calendar);

/// The period to compare with. `argument` is previous_period, same_weekdays_last_year,
/// same_dates_last_year, or a period. Against a partial period only the elapsed days count.
Result<Period> resolve_comparison(
    const PeriodArgument& argument, const Period& period, Date today, StoreCalendar calendar
);

/// Store-local "YYYY-MM-DD HH:MM:SS" at which the last compared day is cut: where a running period
/// is compared with as many days of another, its last day counts only up to the time of day that it
/// is now. nullopt where nothing is cut.
std::optional<std::string>
cut_of(const Period& period, const Period& comparison, const Store& store, Timestamp now);

/// The phrase as days, not yet cut at today; nullopt when it is not understood.
/// (period_phrases.cpp)
struct PhraseDays {
    Days days;
    std::optional<Unit> unit;
};

std::optional<PhraseDays>
days_of_phrase(std::string_view phrase, Date today, StoreCalendar calendar);

} // namespace retail_mcp::retail
