#include "url.hpp"

#include <charconv>

namespace retail_mcp::embeddings {

namespace {

tl::unexpected<Error> refuse(std::string_view setting, std::string_view why) {
    return fail(
        ErrorCode::configuration_error,
        std::string{setting} + " " + std::string{why},
        "Write it as https://HOST:PORT/PATH, for example https://api.openai.com/v1."
    );
}

} // namespace

Result<Url> parse_url(std::string_view text, std::string_view setting) {
    Url url;
    if (text.starts_with("https://")) {
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
        url.secure = false;
        url.port = 80;
    } else {
        return refuse(setting, "is not an http or https URL.");
    }
    const auto path = text.find_first_of("/?#");
    std::string_view authority = text.substr(0, path);
    url.path = path == std::string_view::npos ? "" : text.substr(path);
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    if (url.path.find_first_of("?#") != std::string::npos) {
        return refuse(setting, "has a query or a fragment.");
    }
    if (authority.find('@') != std::string_view::npos) {
        return refuse(setting, "holds a user name; keys have a setting of their own.");
    }
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const std::string_view digits = authority.substr(colon + 1);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
        if (error != std::errc{} || end != digits.data() + digits.size() || url.port < 1 ||
            url.port > 65535) {
            return refuse(setting, "has no valid port.");
        }
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']')) {
        authority = authority.substr(1, authority.size() - 2);
    }
    if (authority.empty()) {
        return refuse(setting, "has no host.");
    }
    url.host = authority;
    return url;
}

bool is_loopback(std::string_view host) noexcept {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") &&
            host.find_first_not_of("0123456789.") == std::string_view::npos);
}

} // namespace retail_mcp::embeddings
