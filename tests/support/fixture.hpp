#pragma once

#include <retail_mcp/mcp/completion.hpp>
#include <retail_mcp/mcp/prompt.hpp>
#include <retail_mcp/mcp/request_context.hpp>
#include <retail_mcp/mcp/resource.hpp>
#include <retail_mcp/mcp/server.hpp>
#include <retail_mcp/mcp/tool.hpp>

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

/// A server without a shop: a few tools, resources and prompts that make every part of the
/// protocol reachable with neither database nor clock.
namespace retail_mcp::test {

/// `echo`, `add`, `fail`, `wait`, `confirm`, `link`, `big`, `throw`, `media`, `order`, `need`.
class FixtureTools final : public mcp::ToolProvider {
public:
    asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<mcp::ToolResult>
    call(mcp::RequestContext& context, std::string name, nlohmann::json arguments) override;

    void watch(bool wanted) override { watched = wanted; }

    bool watched = false;
    /// How many `wait` calls run now, and how many were stopped before their time.
    int waiting = 0;
    int stopped = 0;
    /// What `confirm` was told by the person, in order.
    std::vector<mcp::Confirmation> confirmations;
};

/// `test://text`, `test://blob`, `test://watched`, the template `test://item/{id}`, and unlisted
/// `test://asked`, which holds what a person says.
class FixtureResources final : public mcp::ResourceProvider {
public:
    asio::awaitable<Result<std::vector<mcp::ResourceDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<Result<std::vector<mcp::ResourceTemplate>>>
    templates(mcp::RequestContext& context) override;
    asio::awaitable<Result<mcp::ResourceContents>>
    read(mcp::RequestContext& context, std::string uri) override;
    bool can_watch(const std::string& uri) const override;
    asio::awaitable<void> before_watching(std::set<std::string> uris) override;
    void watch(std::set<std::string> uris) override;

    std::set<std::string> noted;
    std::set<std::string> watched;
};

/// `greet`, with the required argument `name` and the optional one `tone`; `picture`; `asked`.
class FixturePrompts final : public mcp::PromptProvider {
public:
    asio::awaitable<Result<std::vector<mcp::PromptDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<Result<mcp::PromptResult>>
    get(mcp::RequestContext& context, std::string name, mcp::PromptArguments arguments) override;
};

/// Completes `tone`, and `id` of the template with 150 values.
class FixtureCompletions final : public mcp::CompletionProvider {
public:
    asio::awaitable<Result<mcp::Completion>>
    complete(mcp::RequestContext& context, mcp::CompletionRequest request) override;
};

/// All four.
struct Fixture {
    FixtureTools tools;
    FixtureResources resources;
    FixturePrompts prompts;
    FixtureCompletions completions;

    mcp::Providers providers() { return {&tools, &resources, &prompts, &completions}; }

    static mcp::ServerOptions options();
};

} // namespace retail_mcp::test
