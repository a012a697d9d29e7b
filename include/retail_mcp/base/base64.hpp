#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace retail_mcp {

/// RFC 4648 section 4, with padding.
std::string encode_base64(std::string_view bytes);

/// RFC 4648 section 5: fit for URLs and file names, without padding.
std::string encode_base64url(std::string_view bytes);

/// Nothing unless the text is exactly what encode_base64url() would have written.
std::optional<std::string> decode_base64url(std::string_view text);

} // namespace retail_mcp
