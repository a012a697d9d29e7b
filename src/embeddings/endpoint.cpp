#include "http_post.hpp"
#include "retry.hpp"
#include "url.hpp"

#include <retail_mcp/embeddings/endpoint.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>
#include <utility>

namespace retail_mcp::embeddings {

namespace {

using nlohmann::json;

// The first stable version of Azure's interface with the parameter "dimensions".
constexpr std::string_view azure_version = "?api-version=2024-10-21";

Error unavailable(std::string message, std::string detail = {}) {
    return Error{
        ErrorCode::embeddings_unavailable,
        std::move(message),
        "Check the embeddings settings; search goes on without it.",
        {},
        std::move(detail)};
}

Error refusal(const HttpAnswer& answer) {
    const std::string status = std::to_string(answer.status);
    std::string message = "The embedding endpoint answered with status " + status + ".";
    if (answer.status == 401 || answer.status == 403) {
        message = "The embedding endpoint does not accept the key (status " + status + ").";
    }
    return unavailable(std::move(message), answer.body.substr(0, 500));
}

Error no_answer(const HttpFailure& failure) {
    switch (failure.kind) {
    case HttpFailure::Kind::timeout:
        return Error{
            ErrorCode::timeout,
            "The embedding endpoint did not answer in time.",
            "Try again later; search goes on without it.",
            {},
            failure.detail};
    case HttpFailure::Kind::certificate:
        return unavailable(
            "The embedding endpoint's certificate is not trusted. Its authority can be given as "
            "embeddings_ca_file.",
            failure.detail
        );
    case HttpFailure::Kind::unreachable:
        break;
    }
    return unavailable("The embedding endpoint could not be reached.", failure.detail);
}

class EndpointEmbedder final : public Embedder {
public:
    EndpointEmbedder(EndpointOptions options, Url url, std::optional<Url> proxy)
        : options_{std::move(options)} {
        request_.url = std::move(url);
        request_.proxy = std::move(proxy);
        request_.ca_file = options_.ca_file;
        request_.connect_timeout = options_.connect_timeout;
        request_.target = request_.url.path + "/embeddings";
        if (options_.dialect == Dialect::azure) {
            request_.target = request_.url.path + "/openai/deployments/" + options_.model +
                              "/embeddings" + std::string{azure_version};
        }
        if (!options_.api_key.empty()) {
            const bool azure = options_.dialect == Dialect::azure;
            request_.headers[azure ? "api-key" : "Authorization"] =
                azure ? options_.api_key : "Bearer " + options_.api_key;
        }
    }

    std::string_view model() const override { return options_.model; }

    std::size_t batch_size() const override { return options_.batch_size; }

    Result<std::vector<Vector>>
    embed(std::span<const std::string> texts, Deadline deadline) override {
        std::vector<Vector> vectors;
        while (vectors.size() < texts.size()) {
            const auto count = std::min(options_.batch_size, texts.size() - vectors.size());
            auto batch = embed_batch(texts.subspan(vectors.size(), count), deadline);
            if (!batch) {
                return fail(std::move(batch.error()));
            }
            std::move(batch->begin(), batch->end(), std::back_inserter(vectors));
        }
        return vectors;
    }

private:
    Result<std::vector<Vector>> embed_batch(std::span<const std::string> texts, Deadline deadline) {
        json body{{"model", options_.model}, {"input", texts}, {"encoding_format", "float"}};
        if (options_.dimensions) {
            body["dimensions"] = *options_.dimensions;
        }
        request_.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
        for (int attempt = 1;; ++attempt) {
            if (!wait_for_rate(deadline)) {
                return fail(no_answer({HttpFailure::Kind::timeout, "rate limit"}));
            }
            const auto answer =
                http_post(request_, deadline.or_earlier(Deadline::after(options_.request_timeout)));
            if (answer && answer->status == 200) {
                return read_vectors(answer->body, texts.size());
            }
            Error error = answer ? refusal(*answer) : no_answer(answer.error());
            const bool retry = answer ? is_worth_retrying(answer->status)
                                      : answer.error().kind != HttpFailure::Kind::certificate;
            if (!retry || attempt >= options_.attempts ||
                !pause(attempt, answer ? answer->retry_after : "", deadline)) {
                return fail(std::move(error));
            }
        }
    }

    // False when the pause would outlast the deadline: then the failure is known now.
    bool pause(int attempt, const std::string& header, Deadline deadline) {
        const double luck = std::uniform_real_distribution{0.0, 1.0}(random_);
        const auto own = pause_after(attempt, options_.first_pause, luck);
        const auto asked = retry_after(header, std::chrono::system_clock::now());
        return sleep(asked ? std::max<Deadline::Clock::duration>(*asked, own) : own, deadline);
    }

    bool wait_for_rate(Deadline deadline) {
        if (!options_.requests_per_minute) {
            return true;
        }
        const auto now = Deadline::Clock::now();
        const auto wait = std::max(next_request_ - now, Deadline::Clock::duration::zero());
        next_request_ =
            now + wait +
            std::chrono::duration_cast<Deadline::Clock::duration>(std::chrono::minutes{1}) /
                *options_.requests_per_minute;
        return sleep(wait, deadline);
    }

    static bool sleep(Deadline::Clock::duration duration, Deadline deadline) {
        if (duration >= deadline.remaining()) {
            return false;
        }
        std::this_thread::sleep_for(duration);
        return true;
    }

    Result<std::vector<Vector>> read_vectors(const std::string& body, std::size_t count) const {
        const json answer = json::parse(body, nullptr, false);
        if (!answer.is_object() || !answer.contains("data") || !answer["data"].is_array() ||
            answer["data"].size() != count) {
            return fail(unavailable(
                "The embedding endpoint's answer is not a list of vectors.", body.substr(0, 500)
            ));
        }
        std::vector<Vector> vectors(count);
        std::size_t place = 0;
        for (const json& entry : answer["data"]) {
            const json index = entry.is_object() ? entry.value("index", json(place)) : json();
            if (!index.is_number_unsigned() || index.get<std::size_t>() >= count ||
                !read_vector(entry, vectors[index.get<std::size_t>()])) {
                return fail(unavailable("The embedding endpoint's answer has a broken vector."));
            }
            ++place;
        }
        return check_widths(std::move(vectors));
    }

    static bool read_vector(const json& entry, Vector& vector) {
        if (!entry.contains("embedding") || !entry["embedding"].is_array() || !vector.empty()) {
            return false;
        }
        for (const json& number : entry["embedding"]) {
            if (!number.is_number() || !std::isfinite(number.get<float>())) {
                return false;
            }
            vector.push_back(number.get<float>());
        }
        return true;
    }

    Result<std::vector<Vector>> check_widths(std::vector<Vector> vectors) const {
        const std::size_t wanted = options_.dimensions
                                       ? static_cast<std::size_t>(*options_.dimensions)
                                       : vectors.front().size();
        for (const Vector& vector : vectors) {
            if (vector.empty() || vector.size() != wanted) {
                return fail(Error{
                    ErrorCode::configuration_error,
                    "The embedding model gives vectors of " + std::to_string(vector.size()) +
                        " dimensions instead of " + std::to_string(wanted) + ".",
                    "Set embeddings_dimensions to the model's width."});
            }
        }
        return vectors;
    }

    EndpointOptions options_;
    HttpRequest request_;
    Deadline::Clock::time_point next_request_{};
    std::minstd_rand random_{std::random_device{}()};
};

/// host:port, with http:// before it or without; nothing for an empty text.
Result<std::optional<Url>> parse_proxy(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const bool has_scheme = text.find("://") != std::string::npos;
    auto proxy = parse_url(has_scheme ? text : "http://" + text, "embeddings_proxy");
    if (!proxy || proxy->secure || !proxy->path.empty()) {
        return fail(
            ErrorCode::configuration_error,
            "embeddings_proxy is not an HTTP proxy.",
            "Write it as HOST:PORT or http://HOST:PORT."
        );
    }
    return std::move(*proxy);
}

} // namespace

Result<std::unique_ptr<Embedder>> make_endpoint_embedder(EndpointOptions options) {
    auto url = parse_url(options.url, "embeddings_url");
    if (!url) {
        return fail(std::move(url.error()));
    }
    if (!url->secure && !is_loopback(url->host)) {
        return fail(
            ErrorCode::configuration_error,
            "embeddings_url is plain http to another machine.",
            "Use https there; plain http is for this machine only."
        );
    }
    if (options.model.empty()) {
        return fail(
            ErrorCode::configuration_error,
            "embeddings_model is not set.",
            "Name the model as the endpoint knows it."
        );
    }
    auto proxy = parse_proxy(options.proxy);
    if (!proxy) {
        return fail(std::move(proxy.error()));
    }
    if (!url->secure) {
        proxy->reset(); // what is plain stays on this machine, and with it the key
    }
    return std::make_unique<EndpointEmbedder>(
        std::move(options), std::move(*url), std::move(*proxy)
    );
}

} // namespace retail_mcp::embeddings
