#pragma once

#include <algorithm>
#include <string_view>

namespace retail_mcp::retail {

/// Whether PostgreSQL would read the text as a UUID in its usual form.
inline bool is_uuid(std::string_view text) {
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return std::equal(
        text.begin(),
        text.end(),
        shape.begin(),
        shape.end(),
        [](char letter, char place) {
            const bool digit = letter >= '0' && letter <= '9';
            const bool lower = letter >= 'a' && letter <= 'f';
            const bool upper = letter >= 'A' && letter <= 'F';
            return place == '-' ? letter == '-' : digit || lower || upper;
        }
    );
}

} // namespace retail_mcp::retail
