#pragma once

#include <retail_mcp/base/error.hpp>

#include <asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retail_mcp::mcp {

class RequestContext;

/// What is being typed: an argument of a prompt, or a variable of a resource template.
struct CompletionRequest {
    enum class Reference { prompt, resource };
    Reference reference = Reference::prompt;
    std::string name; ///< prompt name or URI template
    std::string argument;
    std::string value;                         ///< what stands there so far
    std::map<std::string, std::string> others; ///< arguments that are filled in already
};

/// Best first. At most 100 are sent; `total` counts all there are, if that is known.
struct Completion {
    std::vector<std::string> values;
    std::optional<int> total = {};
    bool has_more = false;
};

/// What the server asks for completions. The rules of ToolProvider hold.
class CompletionProvider {
public:
    virtual ~CompletionProvider() = default;

    /// `unknown_prompt`, `unknown_resource` or `invalid_arguments` become protocol errors.
    virtual asio::awaitable<Result<Completion>>
    complete(RequestContext& context, CompletionRequest request) = 0;
};

} // namespace retail_mcp::mcp
