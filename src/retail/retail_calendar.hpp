#pragma once

#include <retail_mcp/base/values.hpp>
#include <retail_mcp/retail/store_context.hpp>

#include <optional>
#include <string_view>

/// How days form weeks, months, quarters and years: the ISO calendar, and the retail 4-5-4
/// calendar (weeks from Sunday; the year ends on the Saturday nearest to 31 January; months of 4,
/// 5 and 4 weeks; a 53rd week every five or six years). And the days shops have names for.
namespace retail_mcp::retail {

/// From the first day up to, but not including, `until`.
struct Days {
    Date from;
    Date until;

    int count() const { return until - from; }

    auto operator<=>(const Days&) const = default;
};

enum class Unit { day, week, month, quarter, year };

/// The unit of the calendar that `day` lies in.
Days unit_around(Unit unit, Date day, StoreCalendar calendar);

/// The unit `steps` before (negative) or after the one `day` lies in.
Days unit_shifted(Unit unit, Date day, int steps, StoreCalendar calendar);

/// The year `year` of the calendar; a 4-5-4 year is named for the year it begins in.
Days calendar_year(int year, StoreCalendar calendar);

/// The year that `day` lies in as the calendar's weeks count it: the ISO week-numbering year, or
/// the 4-5-4 year.
int week_year(Date day, StoreCalendar calendar);

/// The month that `day` lies in, counted from 1 at the beginning of the calendar's year.
int month_of_year(Date day, StoreCalendar calendar);

/// Week 1 to 52 or 53 of the calendar's year; nullopt when that year has no such week.
std::optional<Days> calendar_week(int year, int week, StoreCalendar calendar);

/// "black friday", "christmas", "easter", "cyber week" … of a year; nullopt for other names.
std::optional<Days> named_days(std::string_view name, int year);

} // namespace retail_mcp::retail
