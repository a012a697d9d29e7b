#pragma once

#include <optional>
#include <string>
#include <string_view>

/// One field of somebody's file to the text that PostgreSQL takes, exactly: nothing is rounded,
/// nothing guessed.
namespace retail_mcp::import {

/// Which sign divides whole and fraction. Undecided takes either where only one reading is
/// possible, and refuses "1,234".
enum class DecimalSign { undecided, point, comma };

/// How the file writes its values.
struct Format {
    DecimalSign decimal = DecimalSign::undecided;
    /// strptime fields; empty takes ISO 8601 only.
    std::string date_format = {};
};

/// The converted text, or what is wrong with the field ("is not a number").
struct Converted {
    std::string text;
    std::string wrong;

    bool ok() const { return wrong.empty(); }
};

/// A decimal number with at most `whole` digits before and `fraction` digits after the point
/// (zeros at the end do not count). Takes currency signs and codes, thousands separators, a minus
/// before or after, and parentheses for a negative amount.
Converted convert_decimal(std::string_view field, const Format& format, int whole, int fraction);

/// A whole number of at most nine digits.
Converted convert_integer(std::string_view field, const Format& format);

/// true/false, yes/no, 1/0, t/f, y/n, in any case.
Converted convert_boolean(std::string_view field);

/// A day: "2025-01-31", or by the date format. A time after it is dropped.
Converted convert_date(std::string_view field, const Format& format);

/// A moment: the day, and a time if there is one ("2025-01-31 17:05:00.5+01:00"). Without a zone
/// the text has none and belongs to the store's clock; a day alone stays a day alone.
Converted convert_moment(std::string_view field, const Format& format);

/// What a number written with both or with an unmistakable sign shows about its file.
DecimalSign decimal_sign_of(std::string_view field);

/// Without blanks (the no-break space included) at both ends.
std::string_view trimmed(std::string_view text);

} // namespace retail_mcp::import
