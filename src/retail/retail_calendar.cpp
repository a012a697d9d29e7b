#include "retail_calendar.hpp"

#include <array>

namespace retail_mcp::retail {

namespace {

namespace chrono = std::chrono;

Date first_of_month(Date day) {
    const auto ymd = day.ymd();
    return Date{chrono::sys_days{ymd.year() / ymd.month() / 1}};
}

Date months_later(Date first_of_month, int months) {
    return Date{chrono::sys_days{first_of_month.ymd() + chrono::months{months}}};
}

Date january_first(int year) {
    return Date{chrono::sys_days{chrono::year{year} / 1 / 1}};
}

/// The last `weekday` on or before `day`.
Date last_weekday(Date day, chrono::weekday weekday) {
    return day - static_cast<int>((day.weekday() - weekday).count());
}

Date nth_weekday(int year, unsigned month, chrono::weekday weekday, unsigned n) {
    return Date{chrono::sys_days{chrono::year{year} / month / weekday[n]}};
}

Date date(int year, unsigned month, unsigned day) {
    return Date{chrono::sys_days{chrono::year{year} / month / day}};
}

// ---- the 4-5-4 calendar -----------------------------------------------------------------------

Date retail_year_start(int year) {
    const Date january_31 = date(year, 1, 31);
    const Date before = last_weekday(january_31, chrono::Saturday);
    const Date nearest_saturday = january_31 - before <= 3 ? before : before + 7;
    return nearest_saturday + 1;
}

int retail_year(Date day) {
    const int year = static_cast<int>(day.ymd().year());
    return day < retail_year_start(year) ? year - 1 : year;
}

/// The first week (from 0) of each month of the year; the 53rd week belongs to the last.
constexpr std::array first_weeks{0, 4, 9, 13, 17, 22, 26, 30, 35, 39, 43, 48};

Days retail_months(int year, int first_month, int count) {
    const Date start = retail_year_start(year);
    const auto begin = static_cast<std::size_t>(first_month);
    const std::size_t end = begin + static_cast<std::size_t>(count);
    return {
        start + first_weeks[begin] * 7,
        end < first_weeks.size() ? start + first_weeks[end] * 7 : retail_year_start(year + 1)};
}

/// Months counted on from a year's first, over year ends.
Days retail_months_from(int year, int month, int count) {
    const int months = year * 12 + month;
    return retail_months(months / 12, months % 12, count);
}

/// From 0.
int retail_month(Date day) {
    const int week = (day - retail_year_start(retail_year(day))) / 7;
    int month = 11;
    while (first_weeks[static_cast<std::size_t>(month)] > week) {
        --month;
    }
    return month;
}

Days retail_unit_shifted(Unit unit, Date day, int steps) {
    const int year = retail_year(day);
    const int month = retail_month(day);
    switch (unit) {
    case Unit::month:
        return retail_months_from(year, month + steps, 1);
    case Unit::quarter:
        return retail_months_from(year, month / 3 * 3 + steps * 3, 3);
    default:
        return {retail_year_start(year + steps), retail_year_start(year + steps + 1)};
    }
}

Date easter_sunday(int year) {
    // the Gregorian computus in the form of Meeus, Jones and Butcher
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return date(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

Days days_from(Date first, int count = 1) {
    return {first, first + count};
}

struct NamedDays {
    std::string_view name;
    Days (*in)(int year);
};

Date thanksgiving(int year) {
    return nth_weekday(year, 11, chrono::Thursday, 4);
}

constexpr std::array named_days_table{
    NamedDays{"new year", [](int y) { return days_from(date(y, 1, 1)); }},
    NamedDays{"new year's day", [](int y) { return days_from(date(y, 1, 1)); }},
    NamedDays{"valentine's day", [](int y) { return days_from(date(y, 2, 14)); }},
    NamedDays{"good friday", [](int y) { return days_from(easter_sunday(y) - 2); }},
    NamedDays{"easter", [](int y) { return days_from(easter_sunday(y)); }},
    NamedDays{"easter sunday", [](int y) { return days_from(easter_sunday(y)); }},
    NamedDays{"easter weekend", [](int y) { return days_from(easter_sunday(y) - 2, 4); }},
    NamedDays{"easter monday", [](int y) { return days_from(easter_sunday(y) + 1); }},
    NamedDays{
        "mother's day", [](int y) { return days_from(nth_weekday(y, 5, chrono::Sunday, 2)); }},
    NamedDays{
        "memorial day",
        [](int y) { return days_from(last_weekday(date(y, 5, 31), chrono::Monday)); }},
    NamedDays{
        "father's day", [](int y) { return days_from(nth_weekday(y, 6, chrono::Sunday, 3)); }},
    NamedDays{"independence day", [](int y) { return days_from(date(y, 7, 4)); }},
    NamedDays{"labor day", [](int y) { return days_from(nth_weekday(y, 9, chrono::Monday, 1)); }},
    NamedDays{"halloween", [](int y) { return days_from(date(y, 10, 31)); }},
    NamedDays{"thanksgiving", [](int y) { return days_from(thanksgiving(y)); }},
    NamedDays{"thanksgiving weekend", [](int y) { return days_from(thanksgiving(y), 4); }},
    NamedDays{"black friday", [](int y) { return days_from(thanksgiving(y) + 1); }},
    NamedDays{"black friday weekend", [](int y) { return days_from(thanksgiving(y) + 1, 3); }},
    NamedDays{"black week", [](int y) { return days_from(thanksgiving(y) - 3, 7); }},
    NamedDays{"cyber monday", [](int y) { return days_from(thanksgiving(y) + 4); }},
    NamedDays{"cyber week", [](int y) { return days_from(thanksgiving(y) + 4, 7); }},
    NamedDays{"christmas eve", [](int y) { return days_from(date(y, 12, 24)); }},
    NamedDays{"christmas", [](int y) { return days_from(date(y, 12, 25)); }},
    NamedDays{"christmas day", [](int y) { return days_from(date(y, 12, 25)); }},
    NamedDays{"boxing day", [](int y) { return days_from(date(y, 12, 26)); }},
    NamedDays{"new year's eve", [](int y) { return days_from(date(y, 12, 31)); }}};

} // namespace

Days unit_around(Unit unit, Date day, StoreCalendar calendar) {
    return unit_shifted(unit, day, 0, calendar);
}

Days unit_shifted(Unit unit, Date day, int steps, StoreCalendar calendar) {
    const bool retail = calendar == StoreCalendar::retail_454;
    if (unit == Unit::day) {
        return days_from(day + steps);
    }
    if (unit == Unit::week) {
        const Date first = last_weekday(day, retail ? chrono::Sunday : chrono::Monday);
        return days_from(first + 7 * steps, 7);
    }
    if (retail) {
        return retail_unit_shifted(unit, day, steps);
    }
    const Date month = first_of_month(day);
    const int month_index = static_cast<int>(static_cast<unsigned>(month.ymd().month())) - 1;
    const int length = unit == Unit::month ? 1 : unit == Unit::quarter ? 3 : 12;
    const Date first = months_later(month, -(month_index % length) + steps * length);
    return {first, months_later(first, length)};
}

Days calendar_year(int year, StoreCalendar calendar) {
    return calendar == StoreCalendar::retail_454
               ? Days{retail_year_start(year), retail_year_start(year + 1)}
               : Days{january_first(year), january_first(year + 1)};
}

int week_year(Date day, StoreCalendar calendar) {
    if (calendar == StoreCalendar::retail_454) {
        return retail_year(day);
    }
    // an ISO week belongs to the year its Thursday is in
    return static_cast<int>((last_weekday(day, chrono::Monday) + 3).ymd().year());
}

int month_of_year(Date day, StoreCalendar calendar) {
    return calendar == StoreCalendar::retail_454
               ? retail_month(day) + 1
               : static_cast<int>(static_cast<unsigned>(day.ymd().month()));
}

std::optional<Days> calendar_week(int year, int week, StoreCalendar calendar) {
    const Date first = calendar == StoreCalendar::retail_454
                           ? retail_year_start(year)
                           : last_weekday(date(year, 1, 4), chrono::Monday);
    const Days days = days_from(first + 7 * (week - 1), 7);
    if (week < 1 || week > 53 || week_year(days.from, calendar) != year) {
        return std::nullopt;
    }
    return days;
}

std::optional<Days> named_days(std::string_view name, int year) {
    for (const NamedDays& entry : named_days_table) {
        if (entry.name == name) {
            return entry.in(year);
        }
    }
    return std::nullopt;
}

} // namespace retail_mcp::retail
