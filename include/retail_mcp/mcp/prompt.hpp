#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/mcp/content.hpp>

#include <asio/awaitable.hpp>

#include <map>
#include <string>
#include <vector>

namespace retail_mcp::mcp {

class RequestContext;

struct PromptArgument {
    std::string name;
    std::string title = {};
    std::string description = {};
    bool required = false;
};

/// One entry of prompts/list.
struct PromptDescriptor {
    std::string name;
    std::string title = {};
    std::string description = {};
    std::vector<PromptArgument> arguments = {};
};

struct PromptMessage {
    enum class Role { user, assistant };
    Role role = Role::user;
    Content content;
};

struct PromptResult {
    std::string description;
    std::vector<PromptMessage> messages;
};

using PromptArguments = std::map<std::string, std::string>;

/// What the server asks for prompts. The rules of ToolProvider hold.
class PromptProvider {
public:
    virtual ~PromptProvider() = default;
    virtual asio::awaitable<Result<std::vector<PromptDescriptor>>> list(RequestContext& context
    ) = 0;

    /// `unknown_prompt` or `invalid_arguments` become protocol errors.
    virtual asio::awaitable<Result<PromptResult>>
    get(RequestContext& context, std::string name, PromptArguments arguments) = 0;
};

} // namespace retail_mcp::mcp
