#pragma once

#include "retail_calendar.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The words that periods are said in.
namespace retail_mcp::retail {

using Words = std::vector<std::string>;

/// Lower case, words of one kind of separator, without the little words that carry nothing; "first
/// quarter" and "second half" as "q1" and "h2".
Words words_of(std::string_view phrase);

/// Whether the word at `at` joins the two ends of a range: "to", "until", "-" …
bool is_range_word(const Words& words, std::size_t at);

/// "7", "seven", "couple".
std::optional<int> number(std::string_view word);

/// "5", "5th", "1st"
std::optional<int> day_number(std::string_view word);

/// "2025"
std::optional<int> year_number(std::string_view word);

/// "week", "weeks"
std::optional<Unit> unit_of(std::string_view word);

/// "march", "mar" is 3.
std::optional<unsigned> month_of(std::string_view word);

/// "friday", "fri", "fridays"
std::optional<std::chrono::weekday> weekday_of(std::string_view word);

bool is_last(std::string_view word);
bool is_this(std::string_view word);

} // namespace retail_mcp::retail
