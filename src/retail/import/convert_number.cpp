#include "retail/import/convert.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace retail_mcp::import {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

Converted wrong(std::string text) {
    return {{}, std::move(text)};
}

/// Takes `sign` off one end of the text, if it is there.
bool take(std::string_view& text, std::string_view sign) {
    if (text.starts_with(sign)) {
        text.remove_prefix(sign.size());
    } else if (text.ends_with(sign)) {
        text.remove_suffix(sign.size());
    } else {
        return false;
    }
    text = trimmed(text);
    return true;
}

/// Currency signs, and codes of three letters.
bool take_currency(std::string_view& text) {
    constexpr std::array<std::string_view, 6> signs{"€", "$", "£", "¥", "₹", "kr"};
    for (const std::string_view sign : signs) {
        if (take(text, sign)) {
            return true;
        }
    }
    constexpr std::size_t code = 3;
    if (text.size() > code && std::all_of(text.begin(), text.begin() + code, is_letter)) {
        text = trimmed(text.substr(code));
        return true;
    }
    if (text.size() > code && std::all_of(text.end() - code, text.end(), is_letter)) {
        text = trimmed(text.substr(0, text.size() - code));
        return true;
    }
    return false;
}

/// Sign and currency away; whether the number is negative.
bool take_decoration(std::string_view& text) {
    bool negative = false;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        text = trimmed(text.substr(1, text.size() - 2));
        negative = true;
    }
    bool currency = false;
    for (int i = 0; i < 3; ++i) {
        if (take(text, "-") || take(text, "\u2212")) {
            negative = !negative;
        } else if (text.starts_with('+')) {
            text.remove_prefix(1);
        } else if (!currency) {
            currency = take_currency(text);
        }
    }
    return negative;
}

/// Digits, points and commas only: blanks and apostrophes between digits are thousands separators.
bool normalise(std::string_view text, std::string& out) {
    while (!text.empty()) {
        bool separator = false;
        for (const std::string_view blank : {" ", "\u00A0", "\u202F", "\u2009", "'", "\u2019"}) {
            if (text.starts_with(blank) && !out.empty() && is_digit(out.back())) {
                text.remove_prefix(blank.size());
                separator = true;
                break;
            }
        }
        if (separator) {
            continue;
        }
        const char c = text.front();
        if (!is_digit(c) && c != '.' && c != ',') {
            return false;
        }
        out += c;
        text.remove_prefix(1);
    }
    return true;
}

/// Whether `sign` divides the number into groups of three after a first of one to three.
bool groups_thousands(std::string_view number, char sign) {
    std::size_t group = 0;
    bool first = true;
    for (const char c : number) {
        if (c != sign) {
            ++group;
            continue;
        }
        if (first ? group < 1 || group > 3 : group != 3) {
            return false;
        }
        first = false;
        group = 0;
    }
    return !first && group == 3;
}

struct Split {
    std::string whole;
    std::string fraction;
};

/// The two parts of a number whose decimal sign is known; nullopt if the other sign in it cannot
/// be a thousands separator.
std::optional<Split> split(std::string_view number, char decimal) {
    const char thousands = decimal == '.' ? ',' : '.';
    const std::size_t at = number.find(decimal);
    const std::string_view whole = number.substr(0, at);
    const std::string_view fraction =
        at == std::string_view::npos ? std::string_view{} : number.substr(at + 1);
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) {
        return std::nullopt;
    }
    Split parts{{}, std::string{fraction}};
    if (whole.find(thousands) != std::string_view::npos && !groups_thousands(whole, thousands)) {
        return std::nullopt;
    }
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(parts.whole), is_digit);
    return parts;
}

DecimalSign sign_of_normalised(std::string_view number) {
    const std::size_t point = number.rfind('.');
    const std::size_t comma = number.rfind(',');
    if (point != std::string_view::npos && comma != std::string_view::npos) {
        return point > comma ? DecimalSign::point : DecimalSign::comma;
    }
    const char sign = comma != std::string_view::npos ? ',' : '.';
    const std::size_t at = std::min(point, comma);
    if (at == std::string_view::npos || groups_thousands(number, sign)) {
        return DecimalSign::undecided;
    }
    return sign == ',' ? DecimalSign::comma : DecimalSign::point;
}

} // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view no_break = "\u00A0";
    for (;;) {
        if (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
            text.remove_prefix(1);
        } else if (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
            text.remove_suffix(1);
        } else if (text.starts_with(no_break)) {
            text.remove_prefix(no_break.size());
        } else if (text.ends_with(no_break)) {
            text.remove_suffix(no_break.size());
        } else {
            return text;
        }
    }
}

DecimalSign decimal_sign_of(std::string_view field) {
    std::string_view text = trimmed(field);
    take_decoration(text);
    std::string number;
    return normalise(text, number) ? sign_of_normalised(number) : DecimalSign::undecided;
}

Converted convert_decimal(std::string_view field, const Format& format, int whole, int fraction) {
    std::string_view text = trimmed(field);
    const bool negative = take_decoration(text);
    std::string number;
    if (!normalise(text, number) || std::none_of(number.begin(), number.end(), is_digit)) {
        return wrong("is not a number");
    }
    DecimalSign sign = format.decimal;
    if (sign == DecimalSign::undecided) {
        sign = sign_of_normalised(number);
        if (sign == DecimalSign::undecided && std::count(number.begin(), number.end(), ',') == 1) {
            return wrong("may have a decimal or a thousands comma; say --decimal point or comma");
        }
    }
    auto parts = split(number, sign == DecimalSign::comma ? ',' : '.');
    if (!parts) {
        return wrong("is not a number");
    }
    parts->fraction.erase(parts->fraction.find_last_not_of('0') + 1);
    parts->whole.erase(0, std::min(parts->whole.find_first_not_of('0'), parts->whole.size()));
    if (parts->fraction.size() > static_cast<std::size_t>(fraction)) {
        return wrong("has more than " + std::to_string(fraction) + " decimals");
    }
    if (parts->whole.size() > static_cast<std::size_t>(whole)) {
        return wrong("has more than " + std::to_string(whole) + " digits before the decimals");
    }
    const bool zero = parts->whole.empty() && parts->fraction.empty();
    std::string result = negative && !zero ? "-" : "";
    result += parts->whole.empty() ? "0" : parts->whole;
    if (!parts->fraction.empty()) {
        result += "." + parts->fraction;
    }
    return {std::move(result), {}};
}

Converted convert_integer(std::string_view field, const Format& format) {
    Converted number = convert_decimal(field, format, 9, 0);
    if (!number.ok() && number.wrong.find("decimals") != std::string::npos) {
        number.wrong = "is not a whole number of at most nine digits";
    }
    return number;
}

Converted convert_boolean(std::string_view field) {
    std::string text;
    for (const char c : trimmed(field)) {
        text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    for (const std::string_view yes : {"true", "t", "yes", "y", "1"}) {
        if (text == yes) {
            return {"true", {}};
        }
    }
    for (const std::string_view no : {"false", "f", "no", "n", "0"}) {
        if (text == no) {
            return {"false", {}};
        }
    }
    return wrong("is neither true nor false");
}

} // namespace retail_mcp::import
