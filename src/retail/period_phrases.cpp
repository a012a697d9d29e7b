#include "period.hpp"
#include "period_words.hpp"

#include <retail_mcp/base/text.hpp>

#include <array>
#include <map>

namespace retail_mcp::retail {

namespace {

/// What a phrase is read against.
struct Reference {
    Date today;
    StoreCalendar calendar;
};

std::optional<PhraseDays> read_one(Words words, const Reference& reference);

using Reader = std::optional<PhraseDays> (*)(const Words& words, const Reference& reference);

PhraseDays one_day(Date day) {
    return {{day, day + 1}, Unit::day};
}

int year_of(Date day) {
    return static_cast<int>(day.ymd().year());
}

/// A month of the Gregorian calendar, whatever the store's weeks are.
PhraseDays month_days(int year, unsigned month) {
    const Date first = *Date::of(year, month, 1);
    return {unit_around(Unit::month, first, StoreCalendar::iso), Unit::month};
}

/// The newest of its kind that has begun by `today`, where a phrase leaves the year open.
template <class DaysIn>
auto newest_begun(DaysIn days_in, int last_year, Date today) {
    auto found = days_in(last_year);
    return found && found->days.from > today ? days_in(last_year - 1) : found;
}

std::optional<PhraseDays> read_simple_day(const Words& words, const Reference& reference) {
    if (words == Words{"today"}) {
        return one_day(reference.today);
    }
    if (words == Words{"yesterday"}) {
        return one_day(reference.today - 1);
    }
    if (words == Words{"day", "before", "yesterday"}) {
        return one_day(reference.today - 2);
    }
    return words.size() == 1 ? [&]() -> std::optional<PhraseDays> {
        const auto date = Date::parse(words[0]);
        return date ? std::optional{one_day(*date)} : std::nullopt;
    }() : std::nullopt;
}

/// "this month", "last week", "month to date", "mtd", "week before last", "3 months ago"
std::optional<PhraseDays> read_unit(const Words& words, const Reference& reference) {
    static const std::map<std::string, Unit, std::less<>> to_date{
        {"wtd", Unit::week}, {"mtd", Unit::month}, {"qtd", Unit::quarter}, {"ytd", Unit::year}};
    const auto whole = [&](Unit unit, int steps) {
        return PhraseDays{unit_shifted(unit, reference.today, steps, reference.calendar), unit};
    };
    if (words.size() == 1) {
        const auto found = to_date.find(words[0]);
        return found == to_date.end() ? std::nullopt : std::optional{whole(found->second, 0)};
    }
    if (words.size() == 3 && words[1] == "to" && words[2] == "date" && unit_of(words[0])) {
        return whole(*unit_of(words[0]), 0);
    }
    if (words.size() == 3 && words[1] == "before" && is_last(words[2]) && unit_of(words[0])) {
        return whole(*unit_of(words[0]), -2);
    }
    if (words.size() == 3 && words[2] == "ago" && unit_of(words[1])) {
        const auto count = words[0] == "a" ? std::optional{1} : number(words[0]);
        return count && *count <= 5000 ? std::optional{whole(*unit_of(words[1]), -*count)}
                                       : std::nullopt;
    }
    if (words.size() != 2 || !unit_of(words[1])) {
        return std::nullopt;
    }
    return is_this(words[0])    ? std::optional{whole(*unit_of(words[1]), 0)}
           : is_last(words[0])  ? std::optional{whole(*unit_of(words[1]), -1)}
           : words[0] == "next" ? std::optional{whole(*unit_of(words[1]), 1)}
                                : std::nullopt;
}

/// "last 7 days", "past three months": complete ones, before the running one.
std::optional<PhraseDays> read_last_n(const Words& words, const Reference& reference) {
    const auto begins = [&words] {
        return is_last(words[0]) || words[0] == "rolling" || words[0] == "trailing";
    };
    if (words.size() != 3 || !begins() || !number(words[1]) || !unit_of(words[2])) {
        return std::nullopt;
    }
    const int count = *number(words[1]);
    if (count < 1 || count > 5000) {
        return std::nullopt;
    }
    const Unit unit = *unit_of(words[2]);
    const auto first = unit_shifted(unit, reference.today, -count, reference.calendar);
    const auto running = unit_around(unit, reference.today, reference.calendar);
    return PhraseDays{{first.from, running.from}, count == 1 ? std::optional{unit} : std::nullopt};
}

/// "monday", "last friday", "last weekend"
std::optional<PhraseDays> read_weekday(const Words& words, const Reference& reference) {
    if (words.empty() || words.size() > 2) {
        return std::nullopt;
    }
    const bool before_today = words.size() == 2 && is_last(words[0]);
    if (words.size() == 2 && !before_today && !is_this(words[0]) && words[0] != "on") {
        return std::nullopt;
    }
    const std::string& name = words.back();
    const Date latest = before_today ? reference.today - 1 : reference.today;
    if (name == "weekend") {
        const auto back = (latest.weekday() - std::chrono::Saturday).count();
        const Date saturday = latest - static_cast<int>(back);
        const bool running = before_today && saturday + 1 >= reference.today;
        const Date first = running ? saturday - 7 : saturday;
        return PhraseDays{{first, first + 2}, {}};
    }
    const auto weekday = weekday_of(name);
    if (!weekday) {
        return std::nullopt;
    }
    return one_day(latest - static_cast<int>((latest.weekday() - *weekday).count()));
}

/// "week of march 3", "christmas week": the week with that day in it
std::optional<PhraseDays> read_week_of_day(const Words& words, const Reference& reference) {
    Words day = words;
    if (words.size() < 2 || std::erase(day, "week") != 1) {
        return std::nullopt;
    }
    const Days running = unit_around(Unit::week, reference.today, reference.calendar);
    auto found = read_one(day, reference);
    // the day itself may be still to come this week, when its name meant last year's
    const auto soon = read_one(day, {running.until - 1, reference.calendar});
    if (found && soon && soon->days.from - found->days.from > 300) {
        found = soon;
    }
    if (!found || found->days.count() != 1) {
        return std::nullopt;
    }
    return PhraseDays{unit_around(Unit::week, found->days.from, reference.calendar), Unit::week};
}

/// "week 23", "w23", "week 23 2025", "week 23 of 2025", "2025-w23"
std::optional<PhraseDays> read_week(const Words& words, const Reference& reference) {
    if (words.size() == 1 && words[0].size() == 8 && words[0].substr(4, 2) == "-w") {
        const auto year = year_number(std::string_view{words[0]}.substr(0, 4));
        const auto week = number(std::string_view{words[0]}.substr(6));
        // written the ISO way it is an ISO week, also in a store with another calendar
        const auto days =
            year && week ? calendar_week(*year, *week, StoreCalendar::iso) : std::nullopt;
        return days ? std::optional{PhraseDays{*days, Unit::week}} : std::nullopt;
    }
    Words rest = words;
    if (rest.size() >= 2 && (rest[0] == "week" || rest[0] == "w" || rest[0] == "kw")) {
        rest.erase(rest.begin());
    } else if (!rest.empty() && rest[0].size() > 1 && rest[0][0] == 'w') {
        rest[0].erase(0, 1);
    } else {
        return std::nullopt;
    }
    const auto week = number(rest[0]);
    const auto year = rest.size() == 2 ? year_number(rest[1]) : std::nullopt;
    if (!week || rest.size() > 2 || (rest.size() == 2 && !year)) {
        return std::nullopt;
    }
    const auto days_in = [&](int in_year) -> std::optional<PhraseDays> {
        const auto days = calendar_week(in_year, *week, reference.calendar);
        return days ? std::optional{PhraseDays{*days, Unit::week}} : std::nullopt;
    };
    const int running = week_year(reference.today, reference.calendar);
    return year ? days_in(*year) : newest_begun(days_in, running, reference.today);
}

/// "last march": the newest one that is over; "this march" is this year's
std::optional<PhraseDays> read_which_month(const Words& words, const Reference& reference) {
    const bool form =
        words.size() == 2 && month_of(words[1]) && (is_last(words[0]) || is_this(words[0]));
    if (!form) {
        return std::nullopt;
    }
    const int year = year_of(reference.today);
    const auto found = month_days(year, *month_of(words[1]));
    return is_last(words[0]) && found.days.until > reference.today
               ? month_days(year - 1, *month_of(words[1]))
               : found;
}

/// "2025-03", "2025", "march", "march 2025", "march 5", "5 march 2025"
std::optional<PhraseDays> read_month_or_year(const Words& words, const Reference& reference) {
    if (words.size() == 1 && year_number(words[0])) {
        return PhraseDays{calendar_year(*year_number(words[0]), StoreCalendar::iso), Unit::year};
    }
    if (words.size() == 1 && words[0].size() == 7 && Date::parse(words[0] + "-01")) {
        return PhraseDays{
            unit_around(Unit::month, *Date::parse(words[0] + "-01"), StoreCalendar::iso),
            Unit::month};
    }
    std::optional<unsigned> month;
    std::optional<int> day;
    std::optional<int> year;
    for (const std::string& word : words) {
        if (const auto m = month_of(word); m && !month) {
            month = m;
        } else if (const auto y = year_number(word); y && !year) {
            year = y;
        } else if (const auto d = day_number(word); d && !day) {
            day = d;
        } else {
            return std::nullopt;
        }
    }
    if (!month) {
        return std::nullopt;
    }
    const auto days_in = [&](int in_year) -> std::optional<PhraseDays> {
        if (!day) {
            return month_days(in_year, *month);
        }
        const auto date = Date::of(in_year, *month, static_cast<unsigned>(*day));
        return date ? std::optional{one_day(*date)} : std::nullopt;
    };
    return year ? days_in(*year) : newest_begun(days_in, year_of(reference.today), reference.today);
}

/// "q2", "q2 2025", "2025-q2", "h1 2025"
std::optional<PhraseDays> read_part_of_year(const Words& words, const Reference& reference) {
    Words parts = words;
    if (parts.size() == 1 && parts[0].size() == 7 && parts[0][4] == '-') {
        parts = {parts[0].substr(5), parts[0].substr(0, 4)};
    }
    const bool form = (parts.size() == 1 || (parts.size() == 2 && year_number(parts[1]))) &&
                      parts[0].size() == 2 && (parts[0][0] == 'q' || parts[0][0] == 'h');
    if (!form) {
        return std::nullopt;
    }
    const int length = parts[0][0] == 'q' ? 3 : 6;
    const int place = parts[0][1] - '0';
    if (place < 1 || place > 12 / length) {
        return std::nullopt;
    }
    const auto days_in = [&](int year) -> std::optional<PhraseDays> {
        const auto first = static_cast<unsigned>((place - 1) * length + 1);
        const auto last = static_cast<unsigned>(place * length);
        return PhraseDays{
            {month_days(year, first).days.from, month_days(year, last).days.until},
            length == 3 ? std::optional{Unit::quarter} : std::nullopt};
    };
    return parts.size() == 2 ? days_in(*year_number(parts[1]))
                             : newest_begun(days_in, year_of(reference.today), reference.today);
}

/// "black friday 2025", "last christmas", "cyber week"
std::optional<PhraseDays> read_named_days(const Words& words, const Reference& reference) {
    Words rest = words;
    std::optional<int> year;
    if (!rest.empty() && year_number(rest.back())) {
        year = year_number(rest.back());
        rest.pop_back();
    }
    const bool past = !rest.empty() && is_last(rest[0]);
    if (past) {
        rest.erase(rest.begin());
    }
    const std::string name = join(rest, " ");
    const auto days_in = [&](int in_year) -> std::optional<PhraseDays> {
        const auto days = named_days(name, in_year);
        return days ? std::optional{PhraseDays{*days, {}}} : std::nullopt;
    };
    const Date by = past ? reference.today - 1 : reference.today;
    return year ? days_in(*year) : newest_begun(days_in, year_of(by), by);
}

constexpr std::array<Reader, 10> readers{
    read_simple_day,
    read_unit,
    read_last_n,
    read_weekday,
    read_week,
    read_part_of_year,
    read_which_month,
    read_month_or_year,
    read_named_days,
    read_week_of_day};

/// "march last year" as "march 2025".
void name_the_year(Words& words, const Reference& reference) {
    const std::size_t size = words.size();
    if (size < 3 || words[size - 1] != "year" ||
        (!is_last(words[size - 2]) && !is_this(words[size - 2]))) {
        return;
    }
    const bool is_week = words[0] == "week";
    const int running =
        is_week ? week_year(reference.today, reference.calendar) : year_of(reference.today);
    const int year = is_last(words[size - 2]) ? running - 1 : running;
    words.resize(size - 2);
    words.push_back(std::to_string(year));
}

std::optional<PhraseDays> read_one(Words words, const Reference& reference) {
    name_the_year(words, reference);
    for (const Reader reader : readers) {
        if (auto days = reader(words, reference)) {
            return days;
        }
    }
    return std::nullopt;
}

/// Both ends included: "march to may", "2025-01-01..2025-03-31". What the first end leaves open
/// (the year) is the newest that is not after the second.
std::optional<PhraseDays>
read_range(const Words& first, const Words& last, const Reference& reference) {
    const auto end = read_one(last, reference);
    if (!end) {
        return std::nullopt;
    }
    const auto begin = read_one(first, {end->days.from, reference.calendar});
    if (!begin) {
        return std::nullopt;
    }
    return PhraseDays{{begin->days.from, end->days.until}, {}};
}

} // namespace

std::optional<PhraseDays>
days_of_phrase(std::string_view phrase, Date today, StoreCalendar calendar) {
    if (phrase.size() > 100) {
        return std::nullopt;
    }
    const Reference reference{today, calendar};
    Words words = words_of(phrase);
    if (words.size() > 1 && words[0] == "since") {
        const auto begin = read_one({words.begin() + 1, words.end()}, reference);
        return begin ? std::optional{PhraseDays{{begin->days.from, today + 1}, {}}} : std::nullopt;
    }
    if (!words.empty() && (words[0] == "from" || words[0] == "between")) {
        words.erase(words.begin());
    }
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (is_range_word(words, i)) {
            const auto middle = words.begin() + static_cast<std::ptrdiff_t>(i);
            return read_range({words.begin(), middle}, {middle + 1, words.end()}, reference);
        }
    }
    return read_one(words, reference);
}

} // namespace retail_mcp::retail
