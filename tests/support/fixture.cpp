#include "support/fixture.hpp"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
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
constexpr std::int64_t most_summand = std::int64_t{1} << 53U;
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
    const auto integer = [&](const char* name) -> std::optional<std::int64_t> {
        const auto found = arguments.find(name);
        const bool fits = found != arguments.end() && found->is_number_integer() &&
                          *found >= -most_summand && *found <= most_summand;
        return fits ? std::optional{found->get<std::int64_t>()} : std::nullopt;
    };
    const auto a = integer("a");
    const auto b = integer("b");
    if (!a || !b) {
        return failed({ErrorCode::invalid_arguments, "a and b are required", "Give two integers."});
    }
    const std::int64_t sum = *a + *b;
    mcp::ToolResult result = said(std::to_string(sum));
    result.structured = Json{{"sum", sum}}.dump();
    return result;
}

mcp::ToolResult link() {
    mcp::ToolResult result = said("see the file");
    result.more.emplace_back(mcp::ResourceLink{
        "test://text", "text", "Text", "A text.", "text/plain", 5});
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

constexpr const char* word_form =
    R"({"type":"object","properties":{"word":{"type":"string","minLength":2,"maxLength":8}},)"
    R"("required":["word"]})";
constexpr const char* size_form =
    R"({"type":"object","properties":{"size":{"type":"string","oneOf":[)"
    R"({"const":"s","title":"Small"},{"const":"l","title":"Large"}]},)"
    R"("count":{"type":"integer","minimum":1,"maximum":9},)"
    R"("extras":{"type":"array","items":{"type":"string","enum":["lid","bag"]},"maxItems":2}},)"
    R"("required":["size"]})";

/// A word, asked under the given name; the error to return where it is not there yet.
asio::awaitable<Result<std::string>>
ask_word(mcp::RequestContext& context, const std::string& name, std::string message) {
    mcp::Inquiry inquiry;
    inquiry.forms[name] = {std::move(message), word_form};
    const auto answers = co_await context.ask(std::move(inquiry));
    if (!answers) {
        co_return fail(answers.error());
    }
    const mcp::FormAnswer& answer = answers->forms.at(name);
    co_return answer.action == mcp::FormAnswer::Action::accept
        ? Json::parse(answer.content)["word"].get<std::string>()
        : "nothing";
}

/// Two forms in the first round, one in the second.
asio::awaitable<mcp::ToolResult> order(mcp::RequestContext& context) {
    mcp::Inquiry inquiry;
    inquiry.forms["what"] = {"What?", word_form};
    inquiry.forms["size"] = {"Which size?", size_form};
    const auto answers = co_await context.ask(std::move(inquiry));
    if (!answers) {
        co_return failed(answers.error());
    }
    const auto name = co_await ask_word(context, "name", "For whom?");
    if (!name) {
        co_return failed(name.error());
    }
    const auto word = [&](const char* form, const char* member) {
        const std::string& content = answers->forms.at(form).content;
        return content.empty() ? std::string("?") : Json::parse(content)[member].get<std::string>();
    };
    co_return said(word("what", "word") + " in " + word("size", "size") + " for " + *name);
}

mcp::ToolResult media() {
    mcp::ToolResult result;
    result.more.emplace_back(mcp::Text{"everything"});
    result.more.emplace_back(mcp::Image{"\x89PNG", "image/png"});
    result.more.emplace_back(mcp::Audio{"RIFF", "audio/wav"});
    result.more.emplace_back(mcp::ResourceContents{"test://text", "text/plain", "hello"});
    return result;
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
    tools.push_back(tool("media", "Says it in every kind of content.", no_arguments));
    tools.push_back(
        tool("order", "Orders something after asking for it in two rounds.", no_arguments)
    );
    tools.push_back(tool("need", "Needs a capability of its client.", no_arguments));
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
    if (name == "media") {
        co_return media();
    }
    if (name == "order") {
        co_return co_await order(context);
    }
    if (name == "need") {
        const auto able = context.require("sampling");
        co_return able ? said("there") : failed(able.error());
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
FixtureResources::read(mcp::RequestContext& context, std::string uri) {
    mcp::ResourceContents contents;
    contents.uri = uri;
    contents.mime_type = "text/plain";
    if (uri == "test://text" || uri == "test://watched") {
        contents.text = "hello";
    } else if (uri == "test://blob") {
        contents.mime_type = "application/octet-stream";
        contents.blob = std::string("\x00\xff\x10", 3);
    } else if (uri == "test://asked") {
        auto word = co_await ask_word(context, "word", "Which word?");
        if (!word) {
            co_return fail(std::move(word.error()));
        }
        contents.text = std::move(*word);
    } else if (uri.starts_with("test://item/") && uri.size() > 12) {
        contents.text = "item " + uri.substr(12);
    } else {
        co_return fail(ErrorCode::unknown_resource, "Resource not found");
    }
    co_return contents;
}

bool FixtureResources::can_watch(const std::string& uri) const {
    return uri == "test://watched";
}

asio::awaitable<void> FixtureResources::before_watching(std::set<std::string> uris) {
    noted = std::move(uris);
    co_return;
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
    prompts.push_back({"picture", "Picture", "Shows a picture and a text to read.", {}});
    prompts.push_back({"asked", "Asked", "Says a word that it asks for.", {}});
    co_return prompts;
}

asio::awaitable<Result<mcp::PromptResult>> FixturePrompts::get(
    mcp::RequestContext& context, std::string name, mcp::PromptArguments arguments
) {
    mcp::PromptResult result;
    const auto says = [&](mcp::Content content) {
        result.messages.push_back({mcp::PromptMessage::Role::user, std::move(content)});
    };
    if (name == "picture") {
        says(mcp::Image{"\x89PNG", "image/png"});
        says(mcp::Audio{"RIFF", "audio/wav"});
        says(mcp::ResourceContents{"test://text", "text/plain", "hello"});
        co_return result;
    }
    if (name == "asked") {
        auto word = co_await ask_word(context, "word", "Which word?");
        if (!word) {
            co_return fail(std::move(word.error()));
        }
        says(mcp::Text{std::move(*word)});
        co_return result;
    }
    if (name != "greet") {
        co_return fail(ErrorCode::unknown_prompt, "Unknown prompt: " + name);
    }
    if (!arguments.contains("name")) {
        co_return fail(ErrorCode::invalid_arguments, "name is required");
    }
    result.description = "A greeting.";
    says(mcp::Text{"Greet " + arguments["name"]});
    co_return result;
}

asio::awaitable<Result<mcp::Completion>>
FixtureCompletions::complete(mcp::RequestContext& /*context*/, mcp::CompletionRequest request) {
    mcp::Completion completion;
    if (request.name == "greet" && request.argument == "tone") {
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
