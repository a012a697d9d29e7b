#pragma once

#include <retail_mcp/mcp/prompt.hpp>

namespace retail_mcp::retail {

/// Recipes that a person picks by name: each tells the model which tools to call, in which order,
/// and what to say about the answers. They hold no data themselves.
class Prompts final : public mcp::PromptProvider {
public:
    asio::awaitable<Result<std::vector<mcp::PromptDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<Result<mcp::PromptResult>>
    get(mcp::RequestContext& context, std::string name, mcp::PromptArguments arguments) override;
};

} // namespace retail_mcp::retail
