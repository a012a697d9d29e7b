#include "period_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace retail_mcp::retail {

namespace {

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

/// "first quarter", "2nd half", "quarter 2" as "q1", "h2", "q2".
void shorten_parts_of_years(Words& words) {
    constexpr std::array<std::string_view, 4> ordinals{"first", "second", "third", "fourth"};
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const auto is_part = [](std::string_view word) {
            return word == "quarter" || word == "half";
        };
        const bool part_first = is_part(words[i]);
        const std::string& part = words[part_first ? i : i + 1];
        const std::string& place = words[part_first ? i + 1 : i];
        if (!is_part(part)) {
            continue;
        }
        const auto named = std::find(ordinals.begin(), ordinals.end(), place);
        const bool is_ordinal =
            !place.empty() && place.back() > '9'; // not the "1" of "last 1 quarter"
        const auto number = named != ordinals.end()
                                ? std::optional{static_cast<int>(named - ordinals.begin()) + 1}
                            : part_first || is_ordinal ? day_number(place)
                                                       : std::nullopt;
        if (number && *number >= 1 && *number <= 4) {
            words[i] = (part == "quarter" ? "q" : "h") + std::to_string(*number);
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        }
    }
}

} // namespace

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
    if (word == "couple") {
        return 2;
    }
    const auto found = std::find(small.begin(), small.end(), word);
    return found == small.end() ? std::nullopt
                                : std::optional{static_cast<int>(found - small.begin())};
}

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

bool is_last(std::string_view word) {
    return word == "last" || word == "past" || word == "previous" || word == "prior";
}

bool is_this(std::string_view word) {
    return word == "this" || word == "current";
}

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
        constexpr std::array<std::string_view, 7> fillers{
            "the", "in", "of", "for", "during", "so", "far"};
        const bool filler = std::find(fillers.begin(), fillers.end(), word) != fillers.end();
        if (!word.empty() && !filler) {
            words.push_back(std::move(word));
        }
        at = end + 1;
    }
    shorten_parts_of_years(words);
    return words;
}

bool is_range_word(const Words& words, std::size_t at) {
    const std::string& word = words[at];
    const bool to_date = word == "to" && at + 1 < words.size() && words[at + 1] == "date";
    return (word == "to" && !to_date) || word == "until" || word == "through" || word == "till" ||
           word == "and" || word == "-" || word == "–";
}

} // namespace retail_mcp::retail
