#include "retry.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

namespace retail_mcp::embeddings {

bool is_worth_retrying(int http_status) noexcept {
    return http_status == 408 || http_status == 429 || http_status >= 500;
}

std::chrono::milliseconds
pause_after(int attempt, std::chrono::milliseconds first, double luck) noexcept {
    constexpr std::chrono::milliseconds longest{30000};
    const auto doubled = first * (1LL << std::min(attempt - 1, 16));
    const auto pause = std::min<std::chrono::milliseconds>(doubled, longest);
    return std::chrono::duration_cast<std::chrono::milliseconds>(pause * (1 - luck / 2));
}

std::optional<std::chrono::seconds>
retry_after(std::string_view header, std::chrono::system_clock::time_point now) {
    long seconds = 0;
    const auto [end, error] =
        std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (error == std::errc{} && end == header.data() + header.size()) {
        return std::chrono::seconds{std::max(seconds, 0L)};
    }
    std::tm date{};
    const std::string text{header};
    if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date) == nullptr) {
        return std::nullopt;
    }
    const auto until = std::chrono::system_clock::from_time_t(::timegm(&date));
    const auto wait = std::chrono::ceil<std::chrono::seconds>(until - now);
    return std::max(wait, std::chrono::seconds{0});
}

} // namespace retail_mcp::embeddings
