// initialize, ping, server/discover: how a conversation begins.
#include "methods.hpp"
#include "result.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace retail_mcp::mcp::methods {

namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds discovery_time_to_live = std::chrono::hours(1);

std::string capabilities(const Exchange& exchange) {
    const Providers& offered = exchange.runtime().providers;
    std::string text;
    json::ObjectWriter members(text);
    if (offered.tools != nullptr) {
        members.raw("tools", R"({"listChanged":true})");
    }
    if (offered.resources != nullptr) {
        members.raw("resources", R"({"subscribe":true,"listChanged":true})");
    }
    if (offered.prompts != nullptr) {
        members.raw("prompts", R"({"listChanged":true})");
    }
    if (offered.completions != nullptr && exchange.revision().completions) {
        members.raw("completions", "{}");
    }
    members.close();
    return text;
}

void write_instructions(const Exchange& exchange, json::ObjectWriter& members) {
    const std::string instructions = exchange.runtime().options.instructions();
    if (!instructions.empty()) {
        members.string("instructions", instructions);
    }
}

std::string modern_dates() {
    Json dates = Json::array();
    for (const auto& revision : revisions()) {
        if (revision.era == Era::modern) {
            dates.push_back(revision.date);
        }
    }
    return dates.dump();
}

/// Begins the session; a second `initialize` begins another one.
void begin_session(Runtime& runtime, const Revision& revision, const Json& client) {
    runtime.session = Session{&revision, client, false};
    runtime.subscriptions.forget_session();
    runtime.peer.allow_batches(revision.batches);
}

} // namespace

asio::awaitable<jsonrpc::Outcome> initialize(Exchange& exchange) {
    const Json& params = exchange.params();
    const auto wanted = params.find("protocolVersion");
    if (wanted == params.end() || !wanted->is_string()) {
        co_return tl::unexpected(invalid_params("initialize needs protocolVersion, a string"));
    }
    const auto capabilities_given = params.find("capabilities");
    if (capabilities_given != params.end() && !capabilities_given->is_object()) {
        co_return tl::unexpected(invalid_params("capabilities is not an object"));
    }
    if (exchange.call().in_batch()) {
        co_return tl::unexpected(jsonrpc::rpc_error(
            jsonrpc::Code::invalid_request, "Invalid Request: initialize cannot be in a batch"
        ));
    }
    const Revision* known = find_revision(wanted->get_ref<const std::string&>(), Era::legacy);
    const Revision& revision = known != nullptr ? *known : latest_legacy();
    begin_session(
        exchange.runtime(),
        revision,
        capabilities_given != params.end() ? *capabilities_given : Json::object()
    );
    const Exchange in_session(exchange.runtime(), exchange.call(), RequestMeta{});
    ResultWriter result(in_session);
    result.members()
        .string("protocolVersion", revision.date)
        .raw("capabilities", capabilities(in_session))
        .raw("serverInfo", exchange.runtime().server_info);
    write_instructions(in_session, result.members());
    co_return result.finish();
}

asio::awaitable<jsonrpc::Outcome> ping(Exchange&) {
    co_return std::string("{}");
}

asio::awaitable<jsonrpc::Outcome> discover(Exchange& exchange) {
    ResultWriter result(exchange);
    result.members()
        .raw("supportedVersions", modern_dates())
        .raw("capabilities", capabilities(exchange));
    write_instructions(exchange, result.members());
    result.cacheable(discovery_time_to_live);
    co_return result.finish();
}

} // namespace retail_mcp::mcp::methods
