#include "support/fixture.hpp"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace retail_mcp::test {

namespace {

using Json = nlohmann::json;

mcp::ToolDescriptor tool(std::string name, std::string description, std::string input_schema) {
    mcp::ToolDescriptor descriptor;
    descriptor.title = name;
    descriptor.name = std::move(name);
    descriptor.description = std::move(description);
    descriptor.input_schema = std::move(input_schema);
    return descriptor;
}

constexpr std::size_t most_bytes = std::size_t{10} << 20U;
constexpr const char* no_arguments = R"({"type":"object","additionalProperties":false})";

mcp::ToolResult failed(Error error) {
    mcp::ToolResult result;
    result.error = std::move(error);
    return result;
}

mcp::ToolResult said(std::string text) {
    mcp::ToolResult result;
    result.text = std::move(text);
    return result;
}

mcp::ToolResult add(const Json& arguments) {
    if (!arguments.contains("a") || !arguments.contains("b")) {
        return failed({ErrorCode::invalid_arguments, "a and b are required", "Give two integers."});
    }
    const auto sum = arguments["a"].get<std::int64_t>() + arguments["b"].get<std::int64_t>();
    mcp::ToolResult result = said(std::to_string(sum));
    result.structured = Json{{"sum", sum}}.dump();
    return result;
}

mcp::ToolResult link() {
    mcp::ToolResult result = said("see the file");
    result.links.push_back({"test://text", "text", "Text", "A text.", "text/plain", 5});
    return result;
}

/// Counts itself as waiting while it lives, and as stopped if it was not told to be done.
struct Waiting {
    explicit Waiting(FixtureTools& counters) : tools{counters} { ++tools.waiting; }

    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    ~Waiting() {
        --tools.waiting;
        tools.stopped += done ? 0 : 1;
    }

    FixtureTools& tools;
    bool done = false;
};

asio::awaitable<mcp::ToolResult>
wait(FixtureTools& tools, mcp::RequestContext& context, int milliseconds) {
    Waiting waiting(tools);
    context.progress(0, 2, "waiting");
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(std::chrono::milliseconds(milliseconds));
    co_await timer.async_wait(asio::use_awaitable);
    context.progress(1, 2, "half");
    context.progress(1, 2, "not further than before");
    context.progress(2, 2, "done");
    waiting.done = true;
    co_return said("waited");
}

asio::awaitable<mcp::ToolResult>
confirm(FixtureTools& tools, mcp::RequestContext& context, std::string item) {
    mcp::Question question{"Change " + item + "?", "state of " + item};
    const auto agreed = co_await context.confirm(std::move(question));
    if (!agreed) {
        co_return failed(agreed.error());
    }
    tools.confirmations.push_back(*agreed);
    co_return said("changed " + item);
}

} // namespace

asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>>
FixtureTools::list(mcp::RequestContext& /*context*/) {
    std::vector<mcp::ToolDescriptor> tools;
    tools.push_back(tool(
        "echo",
        "Says text again.",
        R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})"
    ));
    tools.push_back(tool(
        "add",
        "Adds two integers.",
        R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},)"
        R"("required":["a","b"]})"
    ));
    tools.back().output_schema =
        R"({"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"]})";
    tools.push_back(tool("fail", "Fails.", no_arguments));
    tools.push_back(tool(
        "wait",
        "Waits and reports progress.",
        R"({"type":"object","properties":{"milliseconds":{"type":"integer"}}})"
    ));
    tools.push_back(tool(
        "confirm",
        "Changes an item after asking.",
        R"({"type":"object","properties":{"item":{"type":"string"}}})"
    ));
    tools.back().annotations = {false, true, false, false};
    tools.push_back(tool("link", "Points to a resource.", no_arguments));
    tools.push_back(
        tool("big", "Says a lot.", R"({"type":"object","properties":{"bytes":{"type":"integer"}}})")
    );
    tools.push_back(tool("throw", "Breaks.", no_arguments));
    // Names that the official conformance suite calls.
    tools.push_back(tool("test_simple_text", "Says a sentence.", no_arguments));
    tools.push_back(tool("test_error_handling", "Fails.", no_arguments));
    tools.push_back(tool("test_tool_with_progress", "Reports progress.", no_arguments));
    tools.push_back(tool("test_missing_capability", "Asks a person.", no_arguments));
    co_return tools;
}

asio::awaitable<mcp::ToolResult>
FixtureTools::call(mcp::RequestContext& context, std::string name, Json arguments) {
    if (name == "echo") {
        co_return said(arguments.value("text", ""));
    }
    if (name == "add") {
        co_return add(arguments);
    }
    if (name == "test_simple_text") {
        co_return said("This is a simple text response for testing.");
    }
    if (name == "test_error_handling") {
        co_return failed(
            {ErrorCode::conflict, "This tool intentionally returns an error for testing"}
        );
    }
    if (name == "test_tool_with_progress") {
        co_return co_await wait(*this, context, 50);
    }
    if (name == "test_missing_capability") {
        co_return co_await confirm(*this, context, "it");
    }
    if (name == "fail") {
        co_return failed({ErrorCode::unknown_sku, "No such product.", "Look again.", {"A-1", "A-2"}}
        );
    }
    if (name == "wait") {
        co_return co_await wait(*this, context, arguments.value("milliseconds", 0));
    }
    if (name == "confirm") {
        co_return co_await confirm(*this, context, arguments.value("item", "it"));
    }
    if (name == "link") {
        co_return link();
    }
    if (name == "big") {
        const auto bytes = std::min(arguments.value("bytes", std::size_t{0}), most_bytes);
        co_return said(std::string(bytes, 'x'));
    }
    if (name == "throw") {
        throw std::runtime_error("broken on purpose");
    }
    co_return failed({ErrorCode::unknown_tool, "Unknown tool: " + name});
}

asio::awaitable<Result<std::vector<mcp::ResourceDescriptor>>>
FixtureResources::list(mcp::RequestContext& /*context*/) {
    std::vector<mcp::ResourceDescriptor> resources;
    resources.push_back({"test://text", "text", "Text", "A text.", "text/plain", 5});
    resources.push_back({"test://blob", "blob", "Blob", "Bytes.", "application/octet-stream", {}});
    resources.push_back({"test://watched", "watched", "Watched", "Changes.", "text/plain", {}});
    co_return resources;
}

asio::awaitable<Result<std::vector<mcp::ResourceTemplate>>>
FixtureResources::templates(mcp::RequestContext& /*context*/) {
    std::vector<mcp::ResourceTemplate> templates;
    templates.push_back({"test://item/{id}", "item", "Item", "One item.", "text/plain"});
    co_return templates;
}

asio::awaitable<Result<mcp::ResourceContents>>
FixtureResources::read(mcp::RequestContext& /*context*/, std::string uri) {
    mcp::ResourceContents contents;
    contents.uri = uri;
    contents.mime_type = "text/plain";
    if (uri == "test://text" || uri == "test://watched") {
        contents.text = "hello";
    } else if (uri == "test://blob") {
        contents.mime_type = "application/octet-stream";
        contents.blob = std::string("\x00\xff\x10", 3);
    } else if (uri == "test://static-text" || uri == "test://watched-resource") {
        contents.text = "This is the content of the static text resource.";
    } else if (uri == "test://static-binary") {
        contents.mime_type = "image/png";
        contents.blob = std::string("\x89PNG\r\n\x1a\n", 8);
    } else if (uri == "test://template/123/data") {
        contents.mime_type = "application/json";
        contents.text = R"({"id":"123","templateTest":true,"data":"Data for ID: 123"})";
    } else if (uri.starts_with("test://item/") && uri.size() > 12) {
        contents.text = "item " + uri.substr(12);
    } else {
        co_return fail(ErrorCode::unknown_resource, "Resource not found");
    }
    co_return contents;
}

bool FixtureResources::can_watch(const std::string& uri) const {
    return uri == "test://watched" || uri == "test://watched-resource";
}

void FixtureResources::watch(std::set<std::string> uris) {
    watched = std::move(uris);
}

asio::awaitable<Result<std::vector<mcp::PromptDescriptor>>>
FixturePrompts::list(mcp::RequestContext& /*context*/) {
    std::vector<mcp::PromptArgument> arguments;
    arguments.push_back({"name", "Name", "Who is greeted.", true});
    arguments.push_back({"tone", "Tone", "How.", false});
    std::vector<mcp::PromptDescriptor> prompts;
    prompts.push_back({"greet", "Greet", "Greets somebody.", std::move(arguments)});
    prompts.push_back({"test_simple_prompt", "Simple", "Says a sentence.", {}});
    std::vector<mcp::PromptArgument> two;
    two.push_back({"arg1", "First", "Any text.", true});
    two.push_back({"arg2", "Second", "Any text.", true});
    prompts.push_back({"test_prompt_with_arguments", "Two", "Says both.", std::move(two)});
    co_return prompts;
}

asio::awaitable<Result<mcp::PromptResult>> FixturePrompts::get(
    mcp::RequestContext& /*context*/, std::string name, mcp::PromptArguments arguments
) {
    if (name == "test_simple_prompt" || name == "test_prompt_with_arguments") {
        mcp::PromptResult result;
        std::string text = name == "test_simple_prompt"
                               ? "This is a simple prompt for testing."
                               : "Prompt with arguments: arg1='" + arguments["arg1"] + "', arg2='" +
                                     arguments["arg2"] + "'";
        result.messages.push_back({mcp::PromptMessage::Role::user, std::move(text)});
        co_return result;
    }
    if (name != "greet") {
        co_return fail(ErrorCode::unknown_prompt, "Unknown prompt: " + name);
    }
    if (!arguments.contains("name")) {
        co_return fail(ErrorCode::invalid_arguments, "name is required");
    }
    mcp::PromptResult result;
    result.description = "A greeting.";
    result.messages.push_back({mcp::PromptMessage::Role::user, "Greet " + arguments["name"]});
    co_return result;
}

asio::awaitable<Result<mcp::Completion>>
FixtureCompletions::complete(mcp::RequestContext& /*context*/, mcp::CompletionRequest request) {
    mcp::Completion completion;
    if (request.name == "test_prompt_with_arguments") {
        completion.values = {"paris", "park", "party"};
        completion.total = 3;
    } else if (request.name == "greet" && request.argument == "tone") {
        completion.values = {"warm", "formal"};
        completion.total = 2;
    } else if (request.name == "test://item/{id}" && request.argument == "id") {
        for (int i = 0; i < 150; ++i) {
            completion.values.push_back(request.value + std::to_string(i));
        }
        completion.total = 150;
    } else {
        co_return fail(ErrorCode::invalid_arguments, "nothing to complete there");
    }
    co_return completion;
}

mcp::ServerOptions Fixture::options() {
    mcp::ServerOptions options;
    options.info = {"fixture", "Fixture", "1.0.0"};
    options.instructions = [] { return std::string("Start with echo."); };
    options.principal = [] { return std::string("tester"); };
    return options;
}

} // namespace retail_mcp::test
