#pragma once

#include <retail_mcp/embeddings/embedder.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace retail_mcp::embeddings {

/// How an endpoint wants to be addressed: Azure puts the model into the path and the key into
/// another header.
enum class Dialect { openai, azure };

/// An OpenAI-compatible embeddings endpoint: OpenAI, Azure OpenAI, Ollama, llama.cpp's server,
/// text-embeddings-inference.
struct EndpointOptions {
    Dialect dialect = Dialect::openai;
    /// For example https://api.openai.com/v1. Plain http only to this machine.
    std::string url;
    std::string model;
    /// Asked for and checked; without it the model's own width counts.
    std::optional<int> dimensions = std::nullopt;
    /// Never logged and never part of an error.
    std::string api_key = {};
    /// A PEM file with the authorities to trust instead of the system's.
    std::string ca_file = {};
    /// HOST:PORT or http://HOST:PORT of a proxy; empty for none. Never between programs of one
    /// machine.
    std::string proxy = {};
    std::size_t batch_size = 64;
    /// A request is repeated after 408, 429, 5xx and lost connections, up to this many attempts
    /// in all, as long as the deadline allows. Retry-After counts.
    int attempts = 5;
    std::chrono::milliseconds first_pause{500};
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds request_timeout{30000};
    /// Requests are spread out to stay below it; none without it.
    std::optional<int> requests_per_minute = std::nullopt;
};

/// Checks the options; connects nothing yet. Errors: configuration_error, which names the setting.
Result<std::unique_ptr<Embedder>> make_endpoint_embedder(EndpointOptions options);

} // namespace retail_mcp::embeddings
