#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace retail_mcp::embeddings {

/// May the same request succeed a little later?
bool is_worth_retrying(int http_status) noexcept;

/// How long before attempt number `attempt` + 1: doubling from `first`, at most 30 seconds, of
/// which `luck` in [0, 1) takes up to half away, so that many clients do not return together.
std::chrono::milliseconds
pause_after(int attempt, std::chrono::milliseconds first, double luck) noexcept;

/// What a Retry-After header asks for: seconds, or an HTTP date seen from `now`.
std::optional<std::chrono::seconds>
retry_after(std::string_view header, std::chrono::system_clock::time_point now);

} // namespace retail_mcp::embeddings
