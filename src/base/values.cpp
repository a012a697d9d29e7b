#include <retail_mcp/base/values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace retail_mcp {

namespace {

using Coefficient = Decimal::Coefficient;

constexpr int max_digits = 37; // what always fits the coefficient

Coefficient checked_multiply(Coefficient a, Coefficient b) {
    Coefficient out = 0;
    if (__builtin_mul_overflow(a, b, &out)) {
        throw std::overflow_error("decimal number too large");
    }
    return out;
}

Coefficient power_of_ten(int exponent) {
    Coefficient out = 1;
    for (int i = 0; i < exponent; ++i) {
        out = checked_multiply(out, 10);
    }
    return out;
}

/// Integer division, halves away from zero.
Coefficient divide_rounding(Coefficient dividend, Coefficient divisor) {
    const Coefficient quotient = dividend / divisor;
    const Coefficient rest = dividend % divisor;
    const Coefficient rest_size = rest < 0 ? -rest : rest;
    const Coefficient divisor_size = divisor < 0 ? -divisor : divisor;
    if (rest_size < divisor_size - rest_size) {
        return quotient;
    }
    return (dividend < 0) == (divisor < 0) ? quotient + 1 : quotient - 1;
}

/// The coefficients of both numbers at the larger of their scales.
struct Aligned {
    Coefficient a;
    Coefficient b;
    int scale;
};

Aligned align(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale(), b.scale());
    return {a.rounded(scale).coefficient(), b.rounded(scale).coefficient(), scale};
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// Exactly `count` digits at the front of `text`, which loses them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), [](char c) {
            return c >= '0' && c <= '9';
        })) {
        return std::nullopt;
    }
    const auto value = parse_whole<int>(text.substr(0, count));
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// "Z", "+02", "+0200", "+02:00" or "-05:30:10" as seconds.
std::optional<std::chrono::seconds> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") {
        return std::chrono::seconds{0};
    }
    if (text.empty() || (text.front() != '+' && text.front() != '-')) {
        return std::nullopt;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    int seconds = 0;
    for (const int unit : {3600, 60, 1}) {
        if (text.empty()) {
            break;
        }
        take(text, ":");
        const auto part = take_digits(text, 2);
        if (!part) {
            return std::nullopt;
        }
        seconds += *part * unit;
    }
    return text.empty() ? std::optional{std::chrono::seconds{sign * seconds}} : std::nullopt;
}

/// Digits after the seconds' point as microseconds.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
    int value = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 6) {
            value = value * 10 + (text.front() - '0');
            ++digits;
        }
        text.remove_prefix(1);
    }
    if (digits == 0) {
        return std::nullopt;
    }
    for (; digits < 6; ++digits) {
        value *= 10;
    }
    return std::chrono::microseconds{value};
}

std::string padded(int value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    take(text, "+-");
    Coefficient coefficient = 0;
    int scale = 0;
    int digits = 0;
    bool after_point = false;
    for (; !text.empty(); text.remove_prefix(1)) {
        const char c = text.front();
        if (c == '.' && !after_point) {
            after_point = true;
        } else if (c >= '0' && c <= '9' && digits < max_digits) {
            coefficient = coefficient * 10 + (c - '0');
            scale += after_point ? 1 : 0;
            ++digits;
        } else {
            break;
        }
    }
    int exponent = 0;
    if (take(text, "eE")) {
        take(text, "+");
        const auto parsed = parse_whole<int>(text);
        if (!parsed || *parsed > max_scale || *parsed < -max_scale) {
            return std::nullopt;
        }
        exponent = *parsed;
        text = {};
    }
    if (digits == 0 || !text.empty()) {
        return std::nullopt;
    }
    const Decimal value{negative ? -coefficient : coefficient, std::max(scale - exponent, 0)};
    return scale < exponent ? value * Decimal{power_of_ten(exponent - scale), 0} : value;
}

bool Decimal::is_whole() const {
    return rounded(0) == *this;
}

Decimal Decimal::rounded(int scale) const {
    if (scale >= scale_) {
        return {checked_multiply(coefficient_, power_of_ten(scale - scale_)), scale};
    }
    return {divide_rounding(coefficient_, power_of_ten(scale_ - scale)), scale};
}

Decimal Decimal::trimmed() const {
    Decimal out = *this;
    while (out.scale_ > 0 && out.coefficient_ % 10 == 0) {
        out.coefficient_ /= 10;
        --out.scale_;
    }
    return out;
}

std::optional<Decimal> Decimal::divided_by(const Decimal& divisor, int scale) const {
    if (divisor.is_zero()) {
        return std::nullopt;
    }
    const Aligned both = align(*this, divisor);
    return Decimal{divide_rounding(checked_multiply(both.a, power_of_ten(scale)), both.b), scale};
}

std::string Decimal::to_string() const {
    std::string digits;
    for (Coefficient rest = is_negative() ? -coefficient_ : coefficient_; rest > 0; rest /= 10) {
        digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    }
    const auto scale = static_cast<std::size_t>(scale_);
    if (digits.size() <= scale) {
        digits.append(scale + 1 - digits.size(), '0');
    }
    if (scale > 0) {
        digits.insert(scale, 1, '.');
    }
    if (is_negative()) {
        digits += '-';
    }
    std::reverse(digits.begin(), digits.end());
    return digits;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
    const Aligned both = align(a, b);
    Coefficient sum = 0;
    if (__builtin_add_overflow(both.a, both.b, &sum)) {
        throw std::overflow_error("decimal number too large");
    }
    return {sum, both.scale};
}

Decimal operator-(const Decimal& a, const Decimal& b) {
    return a + -b;
}

Decimal operator*(const Decimal& a, const Decimal& b) {
    return {checked_multiply(a.coefficient_, b.coefficient_), a.scale_ + b.scale_};
}

bool operator==(const Decimal& a, const Decimal& b) {
    return (a <=> b) == std::strong_ordering::equal;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    const Aligned both = align(a, b);
    return both.a < both.b   ? std::strong_ordering::less
           : both.a > both.b ? std::strong_ordering::greater
                             : std::strong_ordering::equal;
}

std::optional<Date> Date::of(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day ymd{
        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return ymd.ok() ? std::optional{Date{std::chrono::sys_days{ymd}}} : std::nullopt;
}

std::optional<Date> Date::parse(std::string_view text) {
    const auto year = take_digits(text, 4);
    const bool first_dash = take(text, "-");
    const auto month = take_digits(text, 2);
    const bool second_dash = take(text, "-");
    const auto day = take_digits(text, 2);
    if (!year || !first_dash || !month || !second_dash || !day || !text.empty()) {
        return std::nullopt;
    }
    return of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string Date::to_string() const {
    const auto date = ymd();
    return padded(static_cast<int>(date.year()), 4) + '-' +
           padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + '-' +
           padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::optional<Timestamp> Timestamp::parse(std::string_view text) {
    const auto date = Date::parse(text.substr(0, 10));
    if (!date) {
        return std::nullopt;
    }
    text.remove_prefix(10);
    if (!take(text, "Tt ")) {
        return std::nullopt;
    }
    const auto hour = take_digits(text, 2);
    const bool first_colon = take(text, ":");
    const auto minute = take_digits(text, 2);
    if (!hour || *hour > 23 || !first_colon || !minute || *minute > 59) {
        return std::nullopt;
    }
    std::chrono::microseconds seconds{0};
    if (take(text, ":")) {
        const auto whole = take_digits(text, 2);
        const bool point = take(text, ".");
        const auto fraction = point ? take_fraction(text) : std::chrono::microseconds{0};
        if (!whole || *whole > 60 || !fraction) {
            return std::nullopt;
        }
        seconds = std::chrono::seconds{*whole} + *fraction;
    }
    const auto offset = parse_offset(text);
    if (!offset) {
        return std::nullopt;
    }
    return Timestamp{
        date->days + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds - *offset};
}

std::string Timestamp::to_string() const {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - day};
    std::string out = Date{day}.to_string() + 'T' +
                      padded(static_cast<int>(clock.hours().count()), 2) + ':' +
                      padded(static_cast<int>(clock.minutes().count()), 2) + ':' +
                      padded(static_cast<int>(clock.seconds().count()), 2);
    if (clock.subseconds().count() != 0) {
        out += '.' + padded(static_cast<int>(clock.subseconds().count()), 6);
    }
    return out + 'Z';
}

int currency_scale(std::string_view currency) noexcept {
    // ISO 4217: all but these have two digits
    constexpr std::array<std::string_view, 16> none{
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF"};
    constexpr std::array<std::string_view, 7> three{
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    const auto in = [&](const auto& list) {
        return std::find(list.begin(), list.end(), currency) != list.end();
    };
    return in(none) ? 0 : (in(three) ? 3 : 2);
}

std::string with_thousands(const Decimal& value) {
    std::string text = value.to_string();
    const std::size_t first_digit = value.is_negative() ? 1 : 0;
    std::size_t end = std::min(text.find('.'), text.size());
    while (end > first_digit + 3) {
        end -= 3;
        text.insert(end, 1, ',');
    }
    return text;
}

std::string percent(const Share& share) {
    return (share.amount * Decimal{100}).rounded(1).to_string() + " %";
}

} // namespace retail_mcp
