#pragma once

#include <retail_mcp/base/error.hpp>

#include <string>
#include <string_view>

namespace retail_mcp::embeddings {

/// The parts of an http or https URL.
struct Url {
    bool secure = true;
    std::string host;
    int port = 443;
    /// Without a slash at its end; empty for none.
    std::string path;
};

/// `setting` is named in the error. User names and passwords in URLs are refused.
Result<Url> parse_url(std::string_view text, std::string_view setting);

/// Is it this machine, by address or as "localhost"?
bool is_loopback(std::string_view host) noexcept;

} // namespace retail_mcp::embeddings
