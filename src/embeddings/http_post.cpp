#include "http_post.hpp"

#include <httplib.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace retail_mcp::embeddings {

namespace {

// An answer of this size is none of ours.
constexpr std::size_t longest_body = 64U << 20U;

/// Stops a client at the deadline: the library bounds each read and write, not their sum.
class StopAtDeadline {
public:
    StopAtDeadline(httplib::Client& client, Deadline deadline)
        : thread_{[this, &client, deadline] { watch(client, deadline); }} {}

    ~StopAtDeadline() {
        {
            const std::lock_guard lock{mutex_};
            done_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    StopAtDeadline(const StopAtDeadline&) = delete;
    StopAtDeadline& operator=(const StopAtDeadline&) = delete;

private:
    void watch(httplib::Client& client, Deadline deadline) {
        std::unique_lock lock{mutex_};
        const auto over = [this] { return done_; };
        if (deadline.is_never()) {
            changed_.wait(lock, over);
            return;
        }
        // Again and again: a stop between two phases of the request would find nothing to stop.
        auto until = deadline.time();
        while (!changed_.wait_until(lock, until, over)) {
            client.stop();
            until = Deadline::Clock::now() + std::chrono::milliseconds{50};
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
    std::thread thread_; // last: it uses the others
};

void set_timeouts(httplib::Client& client, const HttpRequest& request, Deadline deadline) {
    const auto remaining = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::min<Deadline::Clock::duration>(deadline.remaining(), std::chrono::hours{1})
    );
    client.set_connection_timeout(std::min(request.connect_timeout, remaining));
    client.set_read_timeout(remaining);
    client.set_write_timeout(remaining);
}

HttpFailure failure(httplib::Error error, Deadline deadline) {
    using Kind = HttpFailure::Kind;
    const std::string detail = httplib::to_string(error);
    switch (error) {
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
        return {Kind::certificate, detail};
    case httplib::Error::ConnectionTimeout:
        return {Kind::timeout, detail};
    default:
        return {deadline.expired() ? Kind::timeout : Kind::unreachable, detail};
    }
}

} // namespace

tl::expected<HttpAnswer, HttpFailure> http_post(const HttpRequest& request, Deadline deadline) {
    const std::string scheme = request.url.secure ? "https://" : "http://";
    const bool is_v6 = request.url.host.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + request.url.host + "]" : request.url.host;
    httplib::Client client{scheme + host + ":" + std::to_string(request.url.port)};
    set_timeouts(client, request, deadline);
    if (!request.ca_file.empty()) {
        client.set_ca_cert_path(request.ca_file);
    }
    if (request.proxy) {
        client.set_proxy(request.proxy->host, request.proxy->port);
    }
    httplib::Request sent;
    sent.method = "POST";
    sent.path = request.target;
    sent.headers.insert(request.headers.begin(), request.headers.end());
    sent.set_header("Content-Type", "application/json");
    sent.body = request.body;
    HttpAnswer answer;
    sent.content_receiver = [&answer](const char* data, std::size_t size, auto, auto) {
        answer.body.append(data, size);
        return answer.body.size() <= longest_body;
    };
    const StopAtDeadline stop{client, deadline};
    const httplib::Result result = client.send(sent);
    if (!result) {
        return tl::unexpected{failure(result.error(), deadline)};
    }
    answer.status = result->status;
    answer.retry_after = result->get_header_value("Retry-After");
    return answer;
}

} // namespace retail_mcp::embeddings
