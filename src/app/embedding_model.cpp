#include "embedding_model.hpp"

#include <fstream>
#include <string>
#include <utility>

namespace retail_mcp::app {

namespace {

/// The key as the environment has it, else the first line of its file.
Result<std::string> api_key(const Settings& settings) {
    if (!settings.embeddings_api_key.empty() || settings.embeddings_api_key_file.empty()) {
        return settings.embeddings_api_key;
    }
    std::ifstream file{settings.embeddings_api_key_file};
    std::string key;
    std::getline(file, key);
    const auto end = key.find_last_not_of(" \t\r");
    key.resize(end == std::string::npos ? 0 : end + 1);
    if (!file || key.empty()) {
        return fail(
            ErrorCode::configuration_error,
            "embeddings_api_key_file cannot be read or is empty: " +
                settings.embeddings_api_key_file,
            "Its first line is the key."
        );
    }
    return key;
}

} // namespace

embeddings::EndpointOptions embedder_for_queries() {
    embeddings::EndpointOptions options;
    options.attempts = 2;
    options.first_pause = std::chrono::milliseconds{100};
    return options;
}

Result<std::unique_ptr<embeddings::Embedder>>
make_embedder(const Settings& settings, embeddings::EndpointOptions options) {
    auto key = api_key(settings);
    if (!key) {
        return fail(std::move(key.error()));
    }
    options.dialect = settings.embeddings_provider == EmbeddingsProvider::azure
                          ? embeddings::Dialect::azure
                          : embeddings::Dialect::openai;
    options.url = settings.embeddings_url;
    options.model = settings.embeddings_model;
    options.dimensions = settings.embeddings_dimensions;
    options.api_key = std::move(*key);
    options.ca_file = settings.embeddings_ca_file;
    options.proxy = settings.embeddings_proxy;
    return embeddings::make_endpoint_embedder(std::move(options));
}

} // namespace retail_mcp::app
