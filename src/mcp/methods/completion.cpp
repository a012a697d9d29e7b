// completion/complete.
#include "methods.hpp"
#include "result.hpp"

#include <retail_mcp/mcp/completion.hpp>

#include <algorithm>
#include <utility>

namespace retail_mcp::mcp::methods {

namespace {

using Json = nlohmann::json;

/// The protocol's limit.
constexpr std::size_t max_values = 100;

const std::string* text_at(const Json& object, std::string_view name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found != object.end() ? found->get_ptr<const std::string*>() : nullptr;
}

Json member(const Json& params, std::string_view name) {
    const auto found = params.find(name);
    return found != params.end() ? *found : Json();
}

bool read_reference(const Json& reference, CompletionRequest& into) {
    const std::string* const type = text_at(reference, "type");
    if (type == nullptr) {
        return false;
    }
    const bool prompt = *type == "ref/prompt";
    const std::string* const name = text_at(reference, prompt ? "name" : "uri");
    if (name == nullptr || (!prompt && *type != "ref/resource")) {
        return false;
    }
    using Reference = CompletionRequest::Reference;
    into.reference = prompt ? Reference::prompt : Reference::resource;
    into.name = *name;
    return true;
}

bool read_others(const Json& context, CompletionRequest& into) {
    if (context.is_null()) {
        return true;
    }
    const Json others = context.is_object() ? member(context, "arguments") : Json();
    if (!context.is_object() || !(others.is_null() || others.is_object())) {
        return false;
    }
    for (const auto& [name, value] : others.items()) {
        if (!value.is_string()) {
            return false;
        }
        into.others.emplace(name, value.get<std::string>());
    }
    return true;
}

tl::expected<CompletionRequest, jsonrpc::RpcError> read_request(const Json& params) {
    CompletionRequest request;
    if (!read_reference(member(params, "ref"), request)) {
        return tl::unexpected(invalid_params("ref is neither a prompt nor a resource reference"));
    }
    const Json argument = member(params, "argument");
    const std::string* const name = text_at(argument, "name");
    const std::string* const value = text_at(argument, "value");
    if (name == nullptr || value == nullptr) {
        return tl::unexpected(invalid_params("argument needs name and value, two strings"));
    }
    request.argument = *name;
    request.value = *value;
    if (!read_others(member(params, "context"), request)) {
        return tl::unexpected(invalid_params("context.arguments is not an object of strings"));
    }
    return request;
}

} // namespace

asio::awaitable<jsonrpc::Outcome> complete(Exchange& exchange) {
    auto request = read_request(exchange.params());
    if (!request) {
        co_return tl::unexpected(request.error());
    }
    const auto completion =
        co_await exchange.runtime().providers.completions->complete(exchange, std::move(*request));
    if (!completion) {
        co_return tl::unexpected(to_rpc_error(completion.error()));
    }
    const std::size_t shown = std::min(completion->values.size(), max_values);
    ResultWriter result(exchange);
    result.members().key("completion");
    json::ObjectWriter members(result.text());
    members.key("values");
    json::ArrayWriter values(result.text());
    for (std::size_t i = 0; i < shown; ++i) {
        json::append_string(values.next(), completion->values[i]);
    }
    values.close();
    if (completion->total) {
        members.integer("total", *completion->total);
    }
    members.boolean("hasMore", completion->has_more || shown < completion->values.size()).close();
    co_return result.finish();
}

} // namespace retail_mcp::mcp::methods
