#include "metrics.hpp"
#include "resource_uri.hpp"
#include "result_link.hpp"

#include <retail_mcp/mcp/request_context.hpp>
#include <retail_mcp/retail/resources.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace retail_mcp::retail {

namespace {

using Json = nlohmann::json;

constexpr std::string_view json_type = "application/json";

/// A result link gives no more rows than this.
constexpr std::size_t max_result_rows = 10'000;
constexpr int page_size = 200;

Error unknown(std::string_view uri) {
    return Error{
        ErrorCode::unknown_resource,
        "There is no resource " + std::string{uri.substr(0, 200)} + '.',
        "List the resources and their templates."};
}

/// The tool call that reads the URI.
std::optional<ResultCall> call_for(std::string_view uri) {
    if (uri == context_uri) {
        return ResultCall{"get_context", Json::object()};
    }
    if (uri == schema_uri) {
        return ResultCall{"describe_tables", Json{{"detail", "summary"}}};
    }
    if (const auto table = segment_behind(table_prefix, uri)) {
        return ResultCall{
            "describe_tables", Json{{"tables", Json::array({*table})}, {"detail", "full"}}};
    }
    if (const auto sku = segment_behind(product_prefix, uri)) {
        return ResultCall{"get_product", Json{{"sku", *sku}}};
    }
    return std::nullopt;
}

/// What a tool calls unknown is an unknown resource here.
Error as_resource_error(Error error, std::string_view uri) {
    using enum ErrorCode;
    if (error.code == unknown_sku || error.code == unknown_table || error.code == unknown_tool ||
        error.code == invalid_arguments) {
        Error translated = unknown(uri);
        translated.candidates = std::move(error.candidates);
        return translated;
    }
    return error;
}

/// How many rows there will be, where the answer knows.
std::optional<double> total_of(const nlohmann::ordered_json& answer) {
    const auto total = answer.find("total");
    const bool known = total != answer.end() && total->is_number_integer();
    return known ? std::optional{std::min(total->get<double>(), double{max_result_rows})}
                 : std::nullopt;
}

mcp::ResourceContents contents(std::string uri, std::string_view type, std::string text) {
    mcp::ResourceContents read;
    read.uri = std::move(uri);
    read.mime_type = type;
    read.text = std::move(text);
    return read;
}

} // namespace

Resources::Resources(mcp::ToolProvider& tools, AwaitTools ready, Changes& changes)
    : tools_{tools}, ready_{std::move(ready)}, changes_{changes} {}

asio::awaitable<Result<std::vector<mcp::ResourceDescriptor>>>
Resources::list(mcp::RequestContext& /*context*/) {
    const std::string type{json_type};
    std::vector<mcp::ResourceDescriptor> resources;
    resources.push_back(
        {std::string{context_uri},
         "context",
         "Who and where you are",
         "Identity, stores, clock.",
         type,
         {}}
    );
    resources.push_back(
        {std::string{metrics_uri},
         "metrics",
         "Metric dictionary",
         "How each figure is computed.",
         type,
         {}}
    );
    resources.push_back(
        {std::string{schema_uri},
         "schema",
         "Tables",
         "Tables and columns run_sql can read.",
         type,
         {}}
    );
    co_return resources;
}

asio::awaitable<Result<std::vector<mcp::ResourceTemplate>>>
Resources::templates(mcp::RequestContext& /*context*/) {
    const std::string type{json_type};
    std::vector<mcp::ResourceTemplate> templates;
    templates.push_back(
        {"retail://schema/{table}", "table", "One table", "Columns, types, keys, comments.", type}
    );
    templates.push_back(
        {"retail://product/{sku}", "product", "One product", "By SKU or barcode, with stock.", type}
    );
    templates.push_back(
        {"retail://result/{token}",
         "result",
         "A whole result",
         "CSV of an answer that was cut; the link comes with that answer.",
         "text/csv"}
    );
    co_return templates;
}

asio::awaitable<Result<mcp::ResourceContents>>
Resources::read(mcp::RequestContext& context, std::string uri) {
    if (uri == metrics_uri) {
        mcp::ResourceContents dictionary = contents(std::move(uri), json_type, metrics_json());
        dictionary.time_to_live = std::chrono::hours{24};
        co_return dictionary;
    }
    if (auto token = segment_behind(result_prefix, uri)) {
        co_return co_await read_result(context, std::move(uri), std::move(*token));
    }
    auto call = call_for(uri);
    if (!call) {
        co_return fail(unknown(uri));
    }
    auto answer = co_await tools_.call(context, std::move(call->tool), std::move(call->arguments));
    if (answer.error) {
        co_return fail(as_resource_error(std::move(*answer.error), uri));
    }
    co_return contents(std::move(uri), json_type, std::move(answer.structured));
}

asio::awaitable<Result<mcp::ResourceContents>>
Resources::read_result(mcp::RequestContext& context, std::string uri, std::string token) {
    const auto ready = co_await ready_(context);
    if (!ready) {
        co_return fail(ready.error());
    }
    Tools* const tools = *ready;
    const auto identity = co_await tools->identity(context.deadline());
    if (!identity) {
        co_return fail(identity.error());
    }
    auto call = open_result_token(
        tools->services().sealer, identity->principal, token, std::chrono::system_clock::now()
    );
    if (!call) {
        co_return fail(std::move(call.error()));
    }
    CsvTable table;
    call->arguments["limit"] = page_size;
    for (bool more = true; more && table.rows() < max_result_rows;) {
        auto page = co_await tools_.call(context, call->tool, call->arguments);
        if (page.error) {
            co_return fail(std::move(*page.error));
        }
        const auto answer = nlohmann::ordered_json::parse(page.structured);
        table.add(answer);
        context.progress(static_cast<double>(table.rows()), total_of(answer), "Reading rows");
        more = answer.contains("next_cursor") && answer["next_cursor"].is_string();
        if (more) {
            call->arguments["cursor"] = answer["next_cursor"].get<std::string>();
        }
    }
    co_return contents(std::move(uri), "text/csv", table.render());
}

bool Resources::can_watch(const std::string& uri) const {
    return Changes::can_watch(uri);
}

asio::awaitable<void> Resources::before_watching(std::set<std::string> uris) {
    return changes_.note(std::move(uris));
}

void Resources::watch(std::set<std::string> uris) {
    changes_.watch_resources(std::move(uris));
}

} // namespace retail_mcp::retail
