#include "retail/import/decoder.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace retail_mcp::import {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// windows-1252's own characters, 0x80 to 0x9F; the five it does not have keep their number.
constexpr std::array<char16_t, 32> windows1252_block{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

unsigned char byte(char c) {
    return static_cast<unsigned char>(c);
}

void append(std::string& out, char32_t c) {
    const auto put = [&out](char32_t bits) { out += static_cast<char>(bits); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

/// How the character at the beginning ends: its length, 0 if it is cut off, nullopt if it is none.
std::optional<std::size_t> utf8_length(std::string_view text) {
    const unsigned char first = byte(text[0]);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0) {
        return std::nullopt;
    }
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i) {
        const unsigned char next = byte(text[i]);
        // The second byte's range keeps out overlong forms, surrogates and what lies beyond.
        const unsigned low = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (next < low || next > high) {
            return std::nullopt;
        }
    }
    return text.size() < length ? 0 : length;
}

/// The length of the valid UTF-8 at the beginning, and whether an invalid byte ends it.
std::pair<std::size_t, bool> valid_utf8(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size()) {
        const auto length = utf8_length(text.substr(end));
        if (!length || *length == 0) {
            return {end, !length};
        }
        end += *length;
    }
    return {end, false};
}

/// Mostly Latin text in UTF-16 without a mark has a zero in every second byte.
bool zeros_at(std::string_view text, std::size_t first) {
    std::size_t zeros = 0;
    for (std::size_t i = first; i < text.size(); i += 2) {
        zeros += text[i] == '\0' ? 1U : 0U;
    }
    return text.size() >= 4 && zeros * 4 > text.size();
}

} // namespace

std::string_view to_string(Encoding encoding) noexcept {
    constexpr std::array<std::string_view, 5> names{
        "UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252"};
    return names.at(static_cast<std::size_t>(encoding));
}

std::optional<Encoding> encoding_named(std::string_view name) {
    std::string key;
    for (const char c : name) {
        if (std::isalnum(byte(c)) != 0) {
            key += static_cast<char>(std::tolower(byte(c)));
        }
    }
    using Names = std::array<std::pair<std::string_view, Encoding>, 10>;
    constexpr Names names{{
        {"utf8", Encoding::utf8},
        {"utf16le", Encoding::utf16le},
        {"utf16be", Encoding::utf16be},
        {"utf16", Encoding::utf16le},
        {"iso88591", Encoding::latin1},
        {"latin1", Encoding::latin1},
        {"windows1252", Encoding::windows1252},
        {"cp1252", Encoding::windows1252},
        {"win1252", Encoding::windows1252},
        {"ansi", Encoding::windows1252},
    }};
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& entry) {
        return entry.first == key;
    });
    return found == names.end() ? std::nullopt : std::optional{found->second};
}

Encoding detect_encoding(std::string_view beginning) {
    if (beginning.starts_with("\xFF\xFE") || zeros_at(beginning, 1)) {
        return Encoding::utf16le;
    }
    if (beginning.starts_with("\xFE\xFF") || zeros_at(beginning, 0)) {
        return Encoding::utf16be;
    }
    return valid_utf8(beginning).second ? Encoding::windows1252 : Encoding::utf8;
}

tl::unexpected<Error> Decoder::invalid(std::size_t offset) const {
    return fail(
        ErrorCode::invalid_arguments,
        "byte " + std::to_string(consumed_ + offset + 1) + " of the file is not valid " +
            std::string{to_string(encoding_)},
        "Say the file's encoding with --encoding, for example --encoding windows-1252."
    );
}

Result<void> Decoder::decode(std::string_view piece, std::string& out) {
    rest_ += piece;
    if (!began_) {
        const bool utf8 = encoding_ == Encoding::utf8;
        const bool utf16 = encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be;
        if (rest_.size() < (utf8 ? 3U : utf16 ? 2U : 0U)) {
            return {}; // wait until a mark could be complete
        }
        began_ = true;
        const std::string_view mark = utf8                             ? utf8_mark
                                      : encoding_ == Encoding::utf16le ? "\xFF\xFE"
                                                                       : "\xFE\xFF";
        if ((utf8 || utf16) && rest_.starts_with(mark)) {
            consumed_ += mark.size();
            rest_.erase(0, mark.size());
        }
    }
    return decode_rest(out);
}

Result<void> Decoder::decode_rest(std::string& out) {
    if (encoding_ == Encoding::utf8) {
        return decode_utf8(out);
    }
    if (encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be) {
        return decode_utf16(out);
    }
    decode_single_byte(out);
    return {};
}

Result<void> Decoder::decode_utf8(std::string& out) {
    const auto [end, broken] = valid_utf8(rest_);
    out.append(rest_, 0, end);
    if (broken) {
        return invalid(end);
    }
    consumed_ += end;
    rest_.erase(0, end);
    return {};
}

Result<void> Decoder::decode_utf16(std::string& out) {
    const bool little = encoding_ == Encoding::utf16le;
    const auto unit = [&](std::size_t at) -> char32_t {
        const unsigned low = byte(rest_[at + (little ? 0 : 1)]);
        const unsigned high = byte(rest_[at + (little ? 1 : 0)]);
        return high << 8 | low;
    };
    std::size_t at = 0;
    while (at + 2 <= rest_.size()) {
        const char32_t first = unit(at);
        if (first < 0xD800 || first > 0xDFFF) {
            append(out, first);
            at += 2;
            continue;
        }
        if (first > 0xDBFF) {
            return invalid(at);
        }
        if (at + 4 > rest_.size()) {
            break;
        }
        const char32_t second = unit(at + 2);
        if (second < 0xDC00 || second > 0xDFFF) {
            return invalid(at);
        }
        append(out, 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF));
        at += 4;
    }
    consumed_ += at;
    rest_.erase(0, at);
    return {};
}

void Decoder::decode_single_byte(std::string& out) {
    for (const char c : rest_) {
        const unsigned char code = byte(c);
        const bool own = encoding_ == Encoding::windows1252 && code >= 0x80 && code < 0xA0;
        append(out, own ? windows1252_block.at(code - 0x80U) : char32_t{code});
    }
    consumed_ += rest_.size();
    rest_.clear();
}

Result<void> Decoder::finish(std::string& out) {
    if (auto decoded = decode_rest(out); !decoded) {
        return decoded;
    }
    return rest_.empty() ? Result<void>{} : invalid(0);
}

} // namespace retail_mcp::import
