// prompts/list and prompts/get.
#include "content.hpp"
#include "methods.hpp"
#include "result.hpp"

#include <retail_mcp/mcp/prompt.hpp>

#include <utility>

namespace retail_mcp::mcp::methods {

namespace {

void write_argument(std::string& out, const PromptArgument& argument, const Revision& in) {
    json::ObjectWriter members(out);
    members.string("name", argument.name);
    if (in.structured_content && !argument.title.empty()) {
        members.string("title", argument.title);
    }
    members.string("description", argument.description)
        .boolean("required", argument.required)
        .close();
}

void write_prompt(std::string& out, const PromptDescriptor& prompt, const Revision& in) {
    json::ObjectWriter members(out);
    members.string("name", prompt.name);
    if (in.structured_content && !prompt.title.empty()) {
        members.string("title", prompt.title);
    }
    members.string("description", prompt.description).key("arguments");
    json::ArrayWriter list(out);
    for (const auto& argument : prompt.arguments) {
        write_argument(list.next(), argument, in);
    }
    list.close();
    members.close();
}

void write_message(std::string& out, const PromptMessage& message, const Revision& in) {
    json::ObjectWriter members(out);
    members.string("role", message.role == PromptMessage::Role::user ? "user" : "assistant");
    write_content(members.key("content").out(), message.content, in);
    members.close();
}

tl::expected<PromptArguments, jsonrpc::RpcError> arguments_of(const Exchange& exchange) {
    PromptArguments arguments;
    const auto given = exchange.params().find("arguments");
    if (given == exchange.params().end()) {
        return arguments;
    }
    if (!given->is_object()) {
        return tl::unexpected(invalid_params("arguments is not an object"));
    }
    for (const auto& [name, value] : given->items()) {
        if (!value.is_string()) {
            return tl::unexpected(invalid_params("argument " + name + " is not a string"));
        }
        arguments.emplace(name, value.get<std::string>());
    }
    return arguments;
}

} // namespace

asio::awaitable<jsonrpc::Outcome> list_prompts(Exchange& exchange) {
    if (has_cursor(exchange)) {
        co_return tl::unexpected(unknown_cursor());
    }
    const auto prompts = co_await exchange.runtime().providers.prompts->list(exchange);
    if (!prompts) {
        co_return tl::unexpected(to_rpc_error(prompts.error()));
    }
    ResultWriter result(exchange);
    result.members().key("prompts");
    json::ArrayWriter list(result.text());
    for (const auto& prompt : *prompts) {
        write_prompt(list.next(), prompt, exchange.revision());
    }
    list.close();
    result.cacheable(list_time_to_live);
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> get_prompt(Exchange& exchange) {
    const auto name = exchange.params().find("name");
    if (name == exchange.params().end() || !name->is_string()) {
        co_return tl::unexpected(invalid_params("prompts/get needs name, a string"));
    }
    auto arguments = arguments_of(exchange);
    if (!arguments) {
        co_return tl::unexpected(arguments.error());
    }
    const auto prompt = co_await exchange.runtime().providers.prompts->get(
        exchange, name->get<std::string>(), std::move(*arguments)
    );
    if (!prompt) {
        if (auto outcome = unanswered(exchange, prompt.error())) {
            co_return std::move(*outcome);
        }
        co_return tl::unexpected(to_rpc_error(prompt.error()));
    }
    ResultWriter result(exchange);
    if (!prompt->description.empty()) {
        result.members().string("description", prompt->description);
    }
    result.members().key("messages");
    json::ArrayWriter list(result.text());
    for (const auto& message : prompt->messages) {
        write_message(list.next(), message, exchange.revision());
    }
    list.close();
    co_return result.finish();
}

} // namespace retail_mcp::mcp::methods
