#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The values a shop's answers are made of. Money and quantities are exact decimals from
/// PostgreSQL's text to the wire; no binary fraction is ever in between.
namespace retail_mcp {

/// An exact decimal number: an integer coefficient and a scale (digits after the point). Enough
/// for 38 digits; what does not fit throws std::overflow_error.
class Decimal {
public:
    __extension__ using Coefficient = __int128;

    static constexpr int max_scale = 18;

    constexpr Decimal() = default;

    constexpr Decimal(std::int64_t whole) : coefficient_{whole} {} // NOLINT: integers are decimals

    constexpr Decimal(Coefficient coefficient, int scale)
        : coefficient_{coefficient}, scale_{scale} {}

    /// "12", "-0.5", "+3.25", "1e3"; nullopt for anything else, NaN and infinities included.
    static std::optional<Decimal> parse(std::string_view text);

    Coefficient coefficient() const { return coefficient_; }

    int scale() const { return scale_; }

    bool is_zero() const { return coefficient_ == 0; }

    bool is_negative() const { return coefficient_ < 0; }

    bool is_whole() const;

    /// With exactly `scale` digits after the point; halves are rounded away from zero.
    Decimal rounded(int scale) const;

    /// Without zeros at the end: 1.500 is 1.5.
    Decimal trimmed() const;

    /// Rounded to `scale` digits; nullopt when the divisor is zero.
    std::optional<Decimal> divided_by(const Decimal& divisor, int scale) const;

    Decimal abs() const { return is_negative() ? -*this : *this; }

    Decimal operator-() const { return {-coefficient_, scale_}; }

    /// Every digit of the scale: 12.90 stays "12.90".
    std::string to_string() const;

    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b);
    friend Decimal operator*(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b);
    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

    Decimal& operator+=(const Decimal& other) { return *this = *this + other; }

    Decimal& operator-=(const Decimal& other) { return *this = *this - other; }

private:
    Coefficient coefficient_ = 0;
    int scale_ = 0;
};

/// An amount of money. On the wire a string with the currency's digits ("12.90"); arguments may
/// also be numbers. Which currency is said beside it.
struct Money {
    Decimal amount;

    auto operator<=>(const Money&) const = default;
};

/// Pieces, or kilograms of a weighed good. On the wire an integer when whole, else a string.
struct Quantity {
    Decimal amount;

    auto operator<=>(const Quantity&) const = default;
};

/// A ratio; 0.05 is five percent. On the wire a number.
struct Share {
    Decimal amount;

    auto operator<=>(const Share&) const = default;
};

/// A calendar day; which day it is at a given moment depends on the store's time zone and the
/// hour its business day begins.
struct Date {
    std::chrono::sys_days days{};

    /// "2025-01-31" only.
    static std::optional<Date> parse(std::string_view text);
    static std::optional<Date> of(int year, unsigned month, unsigned day);
    std::string to_string() const;

    std::chrono::year_month_day ymd() const { return std::chrono::year_month_day{days}; }

    std::chrono::weekday weekday() const { return std::chrono::weekday{days}; }

    Date operator+(int count) const { return {days + std::chrono::days{count}}; }

    Date operator-(int count) const { return {days - std::chrono::days{count}}; }

    /// Days from `other` to this.
    int operator-(Date other) const { return static_cast<int>((days - other.days).count()); }

    auto operator<=>(const Date&) const = default;
};

/// A moment. On the wire ISO 8601 in UTC: "2025-01-31T17:00:00Z".
struct Timestamp {
    std::chrono::sys_time<std::chrono::microseconds> time{};

    /// ISO 8601 with "T" or a blank between and an offset ("Z", "+02", "+02:00", "-0530"), as
    /// PostgreSQL and people write it; without an offset it is no moment and gives nullopt.
    static std::optional<Timestamp> parse(std::string_view text);
    std::string to_string() const;

    auto operator<=>(const Timestamp&) const = default;
};

/// JSON that PostgreSQL made; goes to the wire as it is.
struct RawJson {
    std::string text = "null";
};

/// Digits after the point of a currency's smallest unit: 2 for USD, 0 for JPY, 3 for KWD.
int currency_scale(std::string_view currency) noexcept;

/// "1,234,567.80" for people; the digits are those of the value.
std::string with_thousands(const Decimal& value);

/// "12.5 %" for people: the share times 100 with one digit.
std::string percent(const Share& share);

} // namespace retail_mcp
