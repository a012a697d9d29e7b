#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Text as people and models read it: nearest names for a misspelled one, UTF-8 checks and
/// widths, and a compact table.
namespace retail_mcp {

/// Edits to make one name of the other: insertions, deletions, substitutions and swaps of
/// neighbours count one each; upper and lower case of ASCII letters are the same.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The names nearest to `wanted`, best first, at most `limit`; names too far to be a slip are left
/// out. A name that begins with or contains the wanted one counts as near.
std::vector<std::string> nearest_names(
    std::string_view wanted, std::span<const std::string_view> names, std::size_t limit = 3
);

std::vector<std::string> nearest_names(
    std::string_view wanted, const std::vector<std::string>& names, std::size_t limit = 3
);

/// Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_valid_utf8(std::string_view text) noexcept;

/// Length of the first code point of `text` if it is valid, else 0. `text` must not be empty.
std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// Columns the text takes on a terminal: combining marks 0, wide East Asian and emoji 2, else 1.
std::size_t display_width(std::string_view text) noexcept;

/// The text cut to `width` columns with "…" as its last one where something was cut.
std::string fit_to_width(std::string_view text, std::size_t width);

/// The text on one line: control characters, line separators, marks of direction and the invisible
/// tag characters become blanks, so that nothing is read that is not seen.
std::string on_one_line(std::string_view text);

/// Text from elsewhere for use within our own sentence: on one line, cut, and between quotes that
/// it does not end.
std::string quoted(std::string_view text, std::size_t max_width = 60);

/// "1 product", "2 products"; `plural` where adding an s will not do.
std::string counted(long long count, std::string_view singular, std::string_view plural = {});

std::string join(std::span<const std::string> parts, std::string_view separator);

/// A compact table of text: a heading line, then one line per row, columns two blanks apart, no
/// rules. Numbers are aligned right. Cells longer than the column's limit end in "…"; each is put
/// on one line, so that a row stays one.
class TextTable {
public:
    enum class Align { left, right };

    /// `max_width` 0: cut at 400 only, for identifiers that the next call needs whole.
    void add_column(std::string heading, Align align = Align::left, std::size_t max_width = 0);

    /// One cell per column; missing cells are empty.
    void add_row(std::vector<std::string> cells);

    bool empty() const { return rows_.empty(); }

    /// Lines end in '\n'; no blanks before them.
    std::string render() const;

private:
    struct Column {
        std::string heading;
        Align align;
        std::size_t max_width;
    };

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace retail_mcp
