#include <retail_mcp/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <utility>

namespace retail_mcp {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/// The distance at which a name is no longer a slip of the other.
std::size_t tolerance(std::size_t length) {
    return length <= 4 ? 1 : (length <= 8 ? 2 : 3);
}

struct CodePointRange {
    std::uint32_t first;
    std::uint32_t last;
};

constexpr std::array zero_width_ranges{
    CodePointRange{0x0300, 0x036F}, // combining diacritical marks
    CodePointRange{0x200B, 0x200F}, // zero width space to marks of direction
    CodePointRange{0x202A, 0x202E},
    CodePointRange{0x2060, 0x2064},
    CodePointRange{0x20D0, 0x20F0},
    CodePointRange{0xFE00, 0xFE0F}, // variation selectors
    CodePointRange{0xFEFF, 0xFEFF}};

constexpr std::array wide_ranges{
    CodePointRange{0x1100, 0x115F},
    CodePointRange{0x2E80, 0x303E},
    CodePointRange{0x3041, 0xA4CF},
    CodePointRange{0xAC00, 0xD7A3},
    CodePointRange{0xF900, 0xFAFF},
    CodePointRange{0xFE30, 0xFE4F},
    CodePointRange{0xFF00, 0xFF60},
    CodePointRange{0xFFE0, 0xFFE6},
    CodePointRange{0x1F300, 0x1F64F},
    CodePointRange{0x1F900, 0x1F9FF},
    CodePointRange{0x20000, 0x3FFFD}};

template <std::size_t N>
bool contains(const std::array<CodePointRange, N>& ranges, std::uint32_t code_point) {
    return std::any_of(ranges.begin(), ranges.end(), [=](CodePointRange range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

std::uint32_t code_point(std::string_view sequence) {
    constexpr std::array<unsigned, 5> lead_masks{0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t value = static_cast<unsigned char>(sequence[0]) & lead_masks[sequence.size()];
    for (const char c : sequence.substr(1)) {
        value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return value;
}

std::size_t width_of(std::string_view sequence) {
    const std::uint32_t value = code_point(sequence);
    if (contains(zero_width_ranges, value)) {
        return 0;
    }
    return contains(wide_ranges, value) ? 2 : 1;
}

constexpr std::array unseen_ranges{
    CodePointRange{0x0000, 0x001F},
    CodePointRange{0x007F, 0x009F},    // and the line feed of C1
    CodePointRange{0x200E, 0x200F},    // marks of direction
    CodePointRange{0x2028, 0x202E},    // separators of lines and paragraphs, overrides of direction
    CodePointRange{0x2066, 0x2069},    // isolates
    CodePointRange{0xE0000, 0xE007F}}; // tags: letters that are never shown

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_previous;
    std::vector<std::size_t> previous(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    std::iota(previous.begin(), previous.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            current[j] =
                std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) {
                current[j] = std::min(current[j], before_previous[j - 2] + 1);
            }
        }
        before_previous = std::exchange(previous, current);
    }
    return previous[b.size()];
}

std::vector<std::string>
nearest_names(std::string_view wanted, std::span<const std::string_view> names, std::size_t limit) {
    const std::string wanted_lower = lowered(wanted);
    std::vector<std::pair<std::size_t, std::string_view>> near;
    for (const std::string_view name : names) {
        const std::size_t distance = edit_distance(wanted, name);
        if (distance <= tolerance(std::max(wanted.size(), name.size()))) {
            near.emplace_back(distance, name);
        } else if (wanted.size() >= 3 && lowered(name).find(wanted_lower) != std::string::npos) {
            near.emplace_back(tolerance(name.size()) + 1, name);
        }
    }
    std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
        return x.first < y.first;
    });
    std::vector<std::string> out;
    for (std::size_t i = 0; i < std::min(limit, near.size()); ++i) {
        out.emplace_back(near[i].second);
    }
    return out;
}

std::vector<std::string>
nearest_names(std::string_view wanted, const std::vector<std::string>& names, std::size_t limit) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    return nearest_names(wanted, std::span{views}, limit);
}

std::size_t utf8_sequence_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || length > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) {
            return 0;
        }
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    const bool too_large = lead == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || too_large ? 0 : length;
}

bool is_valid_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::size_t display_width(std::string_view text) noexcept {
    std::size_t width = 0;
    while (!text.empty()) {
        if (text.front() >= ' ' && text.front() <= '~') { // nearly all there is
            ++width;
            text.remove_prefix(1);
            continue;
        }
        const std::size_t length = utf8_sequence_length(text);
        width += length == 0 ? 1 : width_of(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return width;
}

std::string fit_to_width(std::string_view text, std::size_t width) {
    if (width == 0 || display_width(text) <= width) {
        return std::string{text};
    }
    std::size_t taken = 0;
    std::size_t columns = 0;
    while (taken < text.size()) {
        const std::size_t length =
            std::max<std::size_t>(utf8_sequence_length(text.substr(taken)), 1);
        const std::size_t next = display_width(text.substr(taken, length));
        if (columns + next + 1 > width) {
            break;
        }
        columns += next;
        taken += length;
    }
    return std::string{text.substr(0, taken)} + "…";
}

std::string on_one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
        const std::string_view sequence = text.substr(0, length);
        const bool is_seen = length == 1 ? sequence[0] >= ' ' && sequence[0] != 0x7F
                                         : !contains(unseen_ranges, code_point(sequence));
        out += is_seen || (length == 1 && static_cast<unsigned char>(sequence[0]) >= 0x80)
                   ? sequence
                   : std::string_view{" "};
        text.remove_prefix(length);
    }
    return out;
}

std::string quoted(std::string_view text, std::size_t max_width) {
    std::string line = fit_to_width(on_one_line(text), max_width);
    std::replace(line.begin(), line.end(), '"', '\'');
    return '"' + line + '"';
}

std::string counted(long long count, std::string_view singular, std::string_view plural) {
    std::string out = std::to_string(count) + ' ';
    if (count == 1) {
        return out += singular;
    }
    return plural.empty() ? out.append(singular) + 's' : out.append(plural);
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out += i == 0 ? std::string_view{} : separator;
        out += parts[i];
    }
    return out;
}

/// No tool takes a longer argument, so that an identifier of this length is whole.
constexpr std::size_t longest_cell = 400;

void TextTable::add_column(std::string heading, Align align, std::size_t max_width) {
    columns_.push_back({on_one_line(heading), align, max_width == 0 ? longest_cell : max_width});
}

void TextTable::add_row(std::vector<std::string> cells) {
    cells.resize(columns_.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = fit_to_width(on_one_line(cells[i]), columns_[i].max_width);
    }
    rows_.push_back(std::move(cells));
}

std::string TextTable::render() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths.push_back(display_width(columns_[i].heading));
        for (const auto& row : rows_) {
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
    }
    std::string out;
    const auto add_line = [&](const auto& cell_of) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string& cell = cell_of(i);
            const std::string padding(widths[i] - display_width(cell), ' ');
            const bool right = columns_[i].align == Align::right;
            out += i == 0 ? "" : "  ";
            out += right ? padding + cell : cell + padding;
        }
        out.erase(out.find_last_not_of(' ') + 1);
        out += '\n';
    };
    add_line([&](std::size_t i) -> const std::string& { return columns_[i].heading; });
    for (const auto& row : rows_) {
        add_line([&](std::size_t i) -> const std::string& { return row[i]; });
    }
    return out;
}

} // namespace retail_mcp
