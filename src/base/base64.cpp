#include <retail_mcp/base/base64.hpp>

#include <cstddef>
#include <cstdint>

namespace retail_mcp {

namespace {

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6) {
            text += alphabet[(bits >> (held - 6)) & 63U];
        }
    }
    if (held > 0) {
        text += alphabet[(bits << (6 - held)) & 63U];
    }
    return text;
}

} // namespace

std::string encode_base64(std::string_view bytes) {
    std::string text = encode(bytes, standard_alphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::string encode_base64url(std::string_view bytes) {
    return encode(bytes, url_alphabet);
}

std::optional<std::string> decode_base64url(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char character : text) {
        const std::size_t value = url_alphabet.find(character);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>((bits >> held) & 255U);
        }
    }
    // A lone character, or bits set beyond the last byte, never come from the encoder: refusing
    // them leaves every value exactly one spelling.
    if (held == 6 || (bits & ((1U << held) - 1U)) != 0) {
        return std::nullopt;
    }
    return bytes;
}

} // namespace retail_mcp
