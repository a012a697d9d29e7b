#include "retail/import/convert.hpp"

#include <retail_mcp/base/values.hpp>

#include <time.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace retail_mcp::import {

namespace {

/// A date and whatever followed it.
struct Parsed {
    std::string date;
    std::string_view rest;
    std::string time = {}; // when the format had one
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// As many digits as `shape` has '9's, its other characters literally.
bool matches(std::string_view text, std::string_view shape) {
    if (text.size() < shape.size()) {
        return false;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '9' ? !is_digit(text[i]) : text[i] != shape[i]) {
            return false;
        }
    }
    return true;
}

std::optional<Parsed> parse_iso(std::string_view text) {
    constexpr std::size_t length = 10;
    if (!matches(text, "9999-99-99") && !matches(text, "9999/99/99")) {
        return std::nullopt;
    }
    std::string date{text.substr(0, length)};
    date[4] = date[7] = '-';
    return Date::parse(date) ? std::optional{Parsed{date, text.substr(length)}} : std::nullopt;
}

bool has_time(std::string_view format) {
    for (const std::string_view field : {"%H", "%I", "%T", "%R", "%c", "%s"}) {
        if (format.find(field) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::optional<Parsed> parse_format(std::string_view text, const std::string& format) {
    const std::string copy{text};

    struct tm fields {};

    fields.tm_mday = 1;
    const char* end = ::strptime(copy.c_str(), format.c_str(), &fields);
    if (end == nullptr) {
        return std::nullopt;
    }
    constexpr int first_year = 1900;
    // %s reads any number of seconds.
    if (fields.tm_year <= -first_year || fields.tm_year > 9999 - first_year) {
        return std::nullopt;
    }
    const auto date = Date::of(
        fields.tm_year + first_year,
        static_cast<unsigned>(fields.tm_mon + 1),
        static_cast<unsigned>(fields.tm_mday)
    );
    if (!date) {
        return std::nullopt;
    }
    Parsed parsed{date->to_string(), text.substr(static_cast<std::size_t>(end - copy.c_str()))};
    if (has_time(format)) {
        std::array<char, 16> time{};
        std::snprintf(
            time.data(), time.size(), "%02d:%02d:%02d", fields.tm_hour, fields.tm_min, fields.tm_sec
        );
        parsed.time = time.data();
    }
    return parsed;
}

/// Two digits below `limit` at the beginning, taken off.
bool take_number(std::string_view& text, int limit, std::string& out) {
    if (!matches(text, "99") || (text[0] - '0') * 10 + (text[1] - '0') >= limit) {
        return false;
    }
    out += text.substr(0, 2);
    text.remove_prefix(2);
    return true;
}

/// "HH:MM[:SS[.ffffff]]", taken off the text.
std::optional<std::string> take_time(std::string_view& text) {
    std::string time;
    if (text.size() > 1 && text[1] == ':') { // "8:05"
        time = "0";
        time += text.substr(0, 1);
        text.remove_prefix(1);
        if (!is_digit(time[1])) {
            return std::nullopt;
        }
    } else if (!take_number(text, 24, time)) {
        return std::nullopt;
    }
    for (int part = 0; part < 2 && text.starts_with(':'); ++part) {
        time += ':';
        text.remove_prefix(1);
        if (!take_number(text, 60, time)) {
            return std::nullopt;
        }
    }
    if (time.size() < 5) {
        return std::nullopt;
    }
    if (time.size() == 8 && text.starts_with('.')) {
        std::size_t digits = 1;
        while (digits < text.size() && is_digit(text[digits])) {
            ++digits;
        }
        time += text.substr(0, std::min<std::size_t>(digits, 7)); // PostgreSQL keeps microseconds
        text.remove_prefix(digits);
    }
    return time;
}

/// "Z", "+01", "+0100" or "+01:00", the whole rest of the text.
std::optional<std::string> read_zone(std::string_view text) {
    if (text.empty()) {
        return "";
    }
    if (text == "Z" || text == "z" || text == "UTC") {
        return "+00:00";
    }
    std::string zone{text.substr(0, 1)};
    if (zone != "+" && zone != "-") {
        return std::nullopt;
    }
    text.remove_prefix(1);
    if (!take_number(text, 16, zone)) {
        return std::nullopt;
    }
    zone += ':';
    if (text.starts_with(':')) {
        text.remove_prefix(1);
    }
    if (text.empty()) {
        zone += "00";
    } else if (!take_number(text, 60, zone) || !text.empty()) {
        return std::nullopt;
    }
    return zone;
}

std::string why_not(std::string_view text, const Format& format) {
    if (!format.date_format.empty()) {
        return "is not a date of the form " + format.date_format;
    }
    if (matches(text, "9999-99-99") || matches(text, "9999/99/99")) {
        return "is not a day of the calendar";
    }
    if (!text.empty() && is_digit(text.front()) &&
        text.find_first_of("/.-") != std::string_view::npos) {
        return "may be read in several ways; say --date-format, for example %d/%m/%Y";
    }
    return "is not a date such as 2025-01-31";
}

std::optional<Parsed> parse(std::string_view text, const Format& format) {
    return format.date_format.empty() ? parse_iso(text) : parse_format(text, format.date_format);
}

} // namespace

Converted convert_date(std::string_view field, const Format& format) {
    Converted moment = convert_moment(field, format);
    constexpr std::size_t length = 10;
    moment.text = moment.text.substr(0, length);
    return moment;
}

Converted convert_moment(std::string_view field, const Format& format) {
    const std::string_view text = trimmed(field);
    const auto parsed = parse(text, format);
    if (!parsed) {
        return {{}, why_not(text, format)};
    }
    std::string_view rest = parsed->rest;
    std::string result = parsed->date;
    if (!parsed->time.empty()) {
        result += " " + parsed->time;
    } else if (!rest.empty()) {
        if (rest.front() != ' ' && rest.front() != 'T') {
            return {{}, why_not(text, format)};
        }
        rest = trimmed(rest.substr(1));
        const auto time = take_time(rest);
        if (!time) {
            return {{}, "has no valid time after the day"};
        }
        result += " " + *time;
    }
    const auto zone = read_zone(trimmed(rest));
    if (!zone) {
        return {{}, "has no valid time zone at its end"};
    }
    return {result + *zone, {}};
}

} // namespace retail_mcp::import
