#include "resource_uri.hpp"

#include <retail_mcp/base/text.hpp>

#include <cstddef>
#include <utility>

namespace retail_mcp::retail {

std::optional<std::string> segment_behind(std::string_view prefix, std::string_view uri) {
    if (!uri.starts_with(prefix) || uri.size() == prefix.size()) {
        return std::nullopt;
    }
    const auto hex = [](char c) {
        const auto at = std::string_view{"0123456789abcdef"}.find(c >= 'A' ? c | 0x20 : c);
        return at == std::string_view::npos ? -1 : static_cast<int>(at);
    };
    std::string text;
    const std::string_view rest = uri.substr(prefix.size());
    for (std::size_t i = 0; i < rest.size(); ++i) {
        char c = rest[i];
        if (c == '%') {
            if (i + 2 >= rest.size() || hex(rest[i + 1]) < 0 || hex(rest[i + 2]) < 0) {
                return std::nullopt;
            }
            c = static_cast<char>(hex(rest[i + 1]) * 16 + hex(rest[i + 2]));
            i += 2;
        } else if (c == '/' || c == '?' || c == '#') {
            return std::nullopt;
        }
        if (static_cast<unsigned char>(c) < ' ') {
            return std::nullopt;
        }
        text += c;
    }
    return is_valid_utf8(text) ? std::optional{std::move(text)} : std::nullopt;
}

} // namespace retail_mcp::retail
