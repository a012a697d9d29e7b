#include "request_meta.hpp"

#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;
using jsonrpc::Code;
using jsonrpc::rpc_error;
using jsonrpc::RpcError;

std::string progress_token_of(const Json& meta) {
    const auto token = meta.find("progressToken");
    if (token == meta.end()) {
        return {};
    }
    const auto id = jsonrpc::Id::from(*token); // the same two types as an id
    return id ? id->json() : std::string();
}

RpcError unsupported(const std::string& requested) {
    Json supported = Json::array();
    for (const auto& revision : revisions()) {
        if (revision.era == Era::modern) {
            supported.push_back(revision.date);
        }
    }
    const Json data = {{"supported", std::move(supported)}, {"requested", requested}};
    return {unsupported_protocol_version, "Unsupported protocol version", data.dump()};
}

tl::expected<void, RpcError> read_modern(const Json& meta, RequestMeta& into) {
    const auto version = meta.find(meta_key::protocol_version);
    if (version == meta.end() || !version->is_string()) {
        return tl::unexpected(rpc_error(
            Code::invalid_params,
            "Invalid params: _meta needs " + std::string(meta_key::protocol_version) + ", a string"
        ));
    }
    const auto capabilities = meta.find(meta_key::client_capabilities);
    if (capabilities == meta.end() || !capabilities->is_object()) {
        return tl::unexpected(rpc_error(
            Code::invalid_params,
            "Invalid params: _meta needs " + std::string(meta_key::client_capabilities) +
                ", an object"
        ));
    }
    const auto& date = version->get_ref<const std::string&>();
    into.revision = find_revision(date, Era::modern);
    if (into.revision == nullptr) {
        return tl::unexpected(unsupported(date));
    }
    return {};
}

} // namespace

std::string string_member(const Json& object, std::string_view name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool declares(const Json& capabilities, std::string_view name) {
    const auto found = capabilities.find(name);
    if (found == capabilities.end() || !found->is_object()) {
        return false;
    }
    return name != "elicitation" || found->contains("form") || !found->contains("url");
}

tl::expected<RequestMeta, RpcError> read_meta(const Json& params) {
    RequestMeta known;
    const auto meta = params.find("_meta");
    if (meta == params.end()) {
        return known;
    }
    if (!meta->is_object()) {
        return tl::unexpected(
            rpc_error(Code::invalid_params, "Invalid params: _meta is not an object")
        );
    }
    known.progress_token = progress_token_of(*meta);
    known.trace = {string_member(*meta, "traceparent"), string_member(*meta, "tracestate")};
    if (meta->contains(meta_key::protocol_version) ||
        meta->contains(meta_key::client_capabilities)) {
        if (auto modern = read_modern(*meta, known); !modern) {
            return tl::unexpected(std::move(modern.error()));
        }
    }
    return known;
}

} // namespace retail_mcp::mcp
