#include "period.hpp"

#include <retail_mcp/base/text.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

namespace retail_mcp::retail {

namespace {

using Words = std::vector<std::string>;

/// What a phrase is read against.
struct Reference {
    Date today;
    StoreCalendar calendar;
};

using Reader = std::optional<PhraseDays> (*)(const Words& words, const Reference& reference);

PhraseDays one_day(Date day) {
    return {{day, day + 1}, Unit::day};
}

std::optional<int> number(std::string_view word) {
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error == std::errc{} && end == word.data() + word.size() && value >= 0) {
        return value;
    }
    constexpr std::array<std::string_view, 13> small{
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve"};
    const auto found = std::find(small.begin(), small.end(), word);
    return found == small.end() ? std::nullopt
                                : std::optional{static_cast<int>(found - small.begin())};
}

/// "5", "5th", "1st"
std::optional<int> day_number(std::string_view word) {
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
        if (word.size() > suffix.size() && word.ends_with(suffix)) {
            word.remove_suffix(suffix.size());
            break;
        }
    }
    const bool digits =
        !word.empty() && word.size() <= 2 && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    return digits ? number(word) : std::nullopt;
}

std::optional<int> year_number(std::string_view word) {
    const auto value = number(word);
    return word.size() == 4 && value && *value >= 1970 && *value <= 2199 ? value : std::nullopt;
}

std::optional<Unit> unit_of(std::string_view word) {
    if (word.size() > 1 && word.ends_with('s')) {
        word.remove_suffix(1);
    }
    constexpr std::array<std::pair<std::string_view, Unit>, 5> units{
        {{"day", Unit::day},
         {"week", Unit::week},
         {"month", Unit::month},
         {"quarter", Unit::quarter},
         {"year", Unit::year}}};
    for (const auto& [name, unit] : units) {
        if (word == name) {
            return unit;
        }
    }
    return std::nullopt;
}

/// A name from the list, in full or by its first three letters; its place counted from 0.
template <std::size_t N>
std::optional<unsigned>
place_of(const std::array<std::string_view, N>& names, std::string_view word) {
    for (unsigned i = 0; i < N; ++i) {
        if (word == names[i] || word == names[i].substr(0, 3)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<unsigned> month_of(std::string_view word) {
    static constexpr std::array<std::string_view, 12> months{
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"};
    if (word == "sept") {
        return 9;
    }
    const auto place = place_of(months, word);
    return place ? std::optional{*place + 1} : std::nullopt;
}

std::optional<std::chrono::weekday> weekday_of(std::string_view word) {
    static constexpr std::array<std::string_view, 7> weekdays{
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    if (word.size() > 4 && word.ends_with('s') && word != "tues") {
        word.remove_suffix(1);
    }
    const auto place = place_of(weekdays, word);
    return place ? std::optional{std::chrono::weekday{*place}} : std::nullopt;
}

int year_of(Date day) {
    return static_cast<int>(day.ymd().year());
}

bool is_last(std::string_view word) {
    return word == "last" || word == "past" || word == "previous" || word == "prior";
}

bool is_this(std::string_view word) {
    return word == "this" || word == "current";
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

/// "this month", "last week", "month to date", "mtd"
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
    if (words.size() != 3 || !is_last(words[0]) || !number(words[1]) || !unit_of(words[2])) {
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

constexpr std::array<Reader, 8> readers{
    read_simple_day,
    read_unit,
    read_last_n,
    read_weekday,
    read_week,
    read_part_of_year,
    read_month_or_year,
    read_named_days};

std::optional<PhraseDays> read_one(const Words& words, const Reference& reference) {
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

/// Lower case, words of one kind of separator, without the little words that carry nothing.
Words words_of(std::string_view phrase) {
    std::string text;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
        const auto c = static_cast<unsigned char>(phrase[i]);
        if (phrase.substr(i, 2) == "..") {
            text += " to ";
            i += phrase.substr(i, 3) == "..." ? 2 : 1;
        } else if (phrase.substr(i, 3) == "’") {
            text += '\'';
            i += 2;
        } else if (c == '/') {
            text += " to ";
        } else {
            text += std::isspace(c) != 0 || c == ',' ? ' ' : static_cast<char>(std::tolower(c));
        }
    }
    Words words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        std::string word = text.substr(at, end - at);
        const bool filler =
            word == "the" || word == "in" || word == "of" || word == "for" || word == "during";
        if (!word.empty() && !filler) {
            words.push_back(std::move(word));
        }
        at = end + 1;
    }
    return words;
}

bool is_range_word(const Words& words, std::size_t at) {
    const std::string& word = words[at];
    const bool to_date = word == "to" && at + 1 < words.size() && words[at + 1] == "date";
    return (word == "to" && !to_date) || word == "until" || word == "through" || word == "till" ||
           word == "and" || word == "-" || word == "–";
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
