#pragma once

#include "url.hpp"

#include <retail_mcp/base/deadline.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace retail_mcp::embeddings {

struct HttpRequest {
    Url url;
    std::string target; // path and query
    std::map<std::string, std::string> headers;
    std::string body;
    std::string ca_file;
    std::optional<Url> proxy;
    std::chrono::milliseconds connect_timeout;
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    std::string retry_after;
};

/// How a request failed without an answer.
struct HttpFailure {
    enum class Kind { unreachable, timeout, certificate };

    Kind kind;
    std::string detail;
};

/// POSTs JSON and waits for the whole answer, until the deadline at most. Redirects are not
/// followed: the key is for this host only.
tl::expected<HttpAnswer, HttpFailure> http_post(const HttpRequest& request, Deadline deadline);

} // namespace retail_mcp::embeddings
