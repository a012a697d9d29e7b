// tools/list and tools/call.
#include "content.hpp"
#include "methods.hpp"
#include "result.hpp"

#include <retail_mcp/mcp/tool.hpp>

#include <utility>

namespace retail_mcp::mcp::methods {

namespace {

constexpr std::string_view error_key = "retail-mcp/error";

void write_annotations(std::string& out, const ToolAnnotations& annotations) {
    json::ObjectWriter members(out);
    members.boolean("readOnlyHint", annotations.read_only)
        .boolean("destructiveHint", annotations.destructive)
        .boolean("idempotentHint", annotations.idempotent)
        .boolean("openWorldHint", annotations.open_world)
        .close();
}

void write_tool(std::string& out, const ToolDescriptor& tool, const Revision& revision) {
    json::ObjectWriter members(out);
    members.string("name", tool.name);
    if (revision.structured_content) {
        members.string("title", tool.title);
    }
    members.string("description", tool.description).raw("inputSchema", tool.input_schema);
    if (revision.tool_annotations) {
        write_annotations(members.key("annotations").out(), tool.annotations);
    }
    if (revision.structured_content && !tool.output_schema.empty()) {
        members.raw("outputSchema", tool.output_schema);
    }
    members.close();
}

std::string success(const Exchange& exchange, const ToolResult& answer) {
    ResultWriter result(exchange);
    result.members().key("content");
    json::ArrayWriter content(result.text());
    if (!answer.text.empty() || answer.more.empty()) {
        write_content(content.next(), Text{answer.text}, exchange.revision());
    }
    for (const auto& more : answer.more) {
        write_content(content.next(), more, exchange.revision());
    }
    content.close();
    if (exchange.revision().structured_content && !answer.structured.empty()) {
        result.members().raw("structuredContent", answer.structured);
    }
    return result.finish();
}

std::string failure(const Exchange& exchange, const Error& error) {
    ResultWriter result(exchange);
    result.members().key("content");
    json::ArrayWriter content(result.text());
    write_content(content.next(), Text{error_text(error)}, exchange.revision());
    content.close();
    result.members().boolean("isError", true);
    result.meta(error_key, error_object(error));
    return result.finish();
}

jsonrpc::Outcome failed(const Exchange& exchange, const Error& error) {
    if (error.code == ErrorCode::unknown_tool) {
        jsonrpc::RpcError unknown = to_rpc_error(error);
        unknown.message = "Unknown tool: " + string_member(exchange.params(), "name");
        return tl::unexpected(std::move(unknown));
    }
    if (auto outcome = unanswered(exchange, error)) {
        return std::move(*outcome);
    }
    return failure(exchange, error);
}

} // namespace

asio::awaitable<jsonrpc::Outcome> list_tools(Exchange& exchange) {
    if (has_cursor(exchange)) {
        co_return tl::unexpected(unknown_cursor());
    }
    const auto tools = co_await exchange.runtime().providers.tools->list(exchange);
    if (!tools) {
        co_return tl::unexpected(to_rpc_error(tools.error()));
    }
    ResultWriter result(exchange);
    result.members().key("tools");
    json::ArrayWriter list(result.text());
    for (const auto& tool : *tools) {
        write_tool(list.next(), tool, exchange.revision());
    }
    list.close();
    result.cacheable(list_time_to_live);
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> call_tool(Exchange& exchange) {
    const nlohmann::json& params = exchange.params();
    const auto name = params.find("name");
    const auto given = params.find("arguments");
    if (name == params.end() || !name->is_string()) {
        co_return tl::unexpected(invalid_params("tools/call needs name, a string"));
    }
    if (given != params.end() && !given->is_object()) {
        co_return tl::unexpected(invalid_params("arguments is not an object"));
    }
    nlohmann::json arguments = given != params.end() ? *given : nlohmann::json::object();
    const ToolResult answer = co_await exchange.runtime().providers.tools->call(
        exchange, name->get<std::string>(), std::move(arguments)
    );
    if (answer.error) {
        const bool stopped = answer.error->code == ErrorCode::cancelled;
        co_return failed(
            exchange, stopped ? interruption(exchange.call().stopped()) : *answer.error
        );
    }
    co_return success(exchange, answer);
}

jsonrpc::Outcome interrupted_call_tool(const Exchange& exchange) {
    return failure(exchange, interruption(exchange.call().stopped()));
}

} // namespace retail_mcp::mcp::methods
