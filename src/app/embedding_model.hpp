#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/embeddings/endpoint.hpp>

#include <memory>

namespace retail_mcp::app {

/// How an endpoint is asked while somebody waits for an answer: few and short attempts.
embeddings::EndpointOptions embedder_for_queries();

/// The model elsewhere that the settings name; `options` are how it is asked. Errors:
/// configuration_error, which names the setting.
Result<std::unique_ptr<embeddings::Embedder>>
make_embedder(const Settings& settings, embeddings::EndpointOptions options);

} // namespace retail_mcp::app
