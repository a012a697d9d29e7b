#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>

#include <array>
#include <charconv>

namespace retail_mcp::json {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

void append_escaped(std::string& out, unsigned char c) {
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[c >> 4U];
    out += digits[c & 0xFU];
}

bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

} // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t copied = 0; // everything before has been written
    std::size_t i = 0;
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (is_plain(c)) {
            ++i;
            continue;
        }
        if (c >= 0x80) {
            if (const std::size_t length = utf8_sequence_length(text.substr(i)); length > 0) {
                i += length;
                continue;
            }
        }
        out += text.substr(copied, i - copied);
        if (c >= 0x80) {
            out += replacement_character;
        } else {
            append_escaped(out, c);
        }
        copied = ++i;
    }
    out += text.substr(copied);
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 20> digits{};
    const auto [end, _] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end);
}

} // namespace retail_mcp::json
