#pragma once

#include <chrono>
#include <string>

/// Dates of the sample data: a day is counted from the first day that has sales.
namespace retail_mcp::retail::sample {

using Date = std::chrono::sys_days;

inline std::chrono::year_month_day civil(Date date) {
    return std::chrono::year_month_day{date};
}

/// January = 0.
inline std::size_t month_index(Date date) {
    return static_cast<unsigned>(civil(date).month()) - 1;
}

/// Monday = 0.
inline std::size_t weekday_index(Date date) {
    return std::chrono::weekday{date}.iso_encoding() - 1;
}

/// "2026-11-23".
std::string iso_date(Date date);

/// Whether daylight saving time holds in the United States at the shops' hours of that day: from
/// the second Sunday of March to the day before the first Sunday of November.
bool is_daylight_saving(Date date);

/// The fourth Thursday of November.
Date thanksgiving(std::chrono::year year);

} // namespace retail_mcp::retail::sample
