#include "support/schema_judge.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <regex>
#include <set>
#include <stdexcept>

namespace retail_mcp::test {

namespace {

using Json = nlohmann::json;

constexpr const char* latest_legacy = "2025-11-25";
constexpr const char* batch_revision = "2025-03-26"; ///< alone has batches
constexpr const char* stateless = "2026-07-28";

bool has_type(const Json& value, const std::string& type) {
    if (type == "integer") {
        return value.is_number_integer() ||
               (value.is_number_float() &&
                value.get<double>() == static_cast<double>(value.get<std::int64_t>()));
    }
    if (type == "number") {
        return value.is_number();
    }
    return type == value.type_name();
}

/// One value against one schema; collects what is wrong.
class Check {
public:
    Check(const Json& document, std::vector<std::string>& wrong)
        : document_{document}, wrong_{wrong} {}

    void value(const Json& value, const Json& schema, const std::string& path) {
        if (schema.is_boolean()) {
            expect(schema.get<bool>(), path, "is not allowed here");
            return;
        }
        for (const auto& [keyword, rule] : schema.items()) {
            apply(value, schema, keyword, rule, path);
        }
    }

private:
    void expect(bool holds, const std::string& path, const std::string& what) {
        if (!holds) {
            wrong_.push_back((path.empty() ? "/" : path) + " " + what);
        }
    }

    bool conforms(const Json& candidate, const Json& schema) const {
        std::vector<std::string> wrong;
        Check(document_, wrong).value(candidate, schema, "");
        return wrong.empty();
    }

    void apply(
        const Json& value,
        const Json& schema,
        const std::string& keyword,
        const Json& rule,
        const std::string& path
    ) {
        static const std::set<std::string> not_rules{
            "$schema",
            "$defs",
            "definitions",
            "description",
            "title",
            "format",
            "default",
            "examples"};
        if (not_rules.contains(keyword)) {
            return;
        }
        if (keyword == "$ref") {
            this->value(
                value, document_.at(Json::json_pointer(rule.get<std::string>().substr(1))), path
            );
        } else if (keyword == "type") {
            check_type(value, rule, path);
        } else if (keyword == "const") {
            expect(value == rule, path, "is not " + rule.dump());
        } else if (keyword == "enum") {
            expect(std::find(rule.begin(), rule.end(), value) != rule.end(), path, "is not listed");
        } else if (keyword == "minimum") {
            expect(!value.is_number() || value >= rule, path, "is too small");
        } else if (keyword == "maximum") {
            expect(!value.is_number() || value <= rule, path, "is too large");
        } else if (keyword == "anyOf" || keyword == "allOf") {
            check_combination(value, keyword, rule, path);
        } else {
            apply_to_container(value, schema, keyword, rule, path);
        }
    }

    void check_type(const Json& value, const Json& rule, const std::string& path) {
        const Json types = rule.is_array() ? rule : Json::array({rule});
        bool fits = false;
        for (const auto& type : types) {
            fits = fits || has_type(value, type.get<std::string>());
        }
        expect(fits, path, "is not of type " + rule.dump());
    }

    void check_combination(
        const Json& value, const std::string& keyword, const Json& rule, const std::string& path
    ) {
        if (keyword == "allOf") {
            for (const auto& schema : rule) {
                this->value(value, schema, path);
            }
            return;
        }
        bool fits = false;
        for (const auto& schema : rule) {
            fits = fits || conforms(value, schema);
        }
        expect(fits, path, "fits none of the alternatives");
    }

    void apply_to_container(
        const Json& value,
        const Json& schema,
        const std::string& keyword,
        const Json& rule,
        const std::string& path
    ) {
        if (keyword == "required") {
            for (const auto& name : rule) {
                expect(!value.is_object() || value.contains(name), path, "lacks " + name.dump());
            }
        } else if (keyword == "properties") {
            for (const auto& [name, property] : rule.items()) {
                if (value.is_object() && value.contains(name)) {
                    this->value(value[name], property, path + "/" + name);
                }
            }
        } else if (keyword == "additionalProperties") {
            check_others(value, schema, rule, path);
        } else if (keyword == "items") {
            for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
                this->value(value[i], rule, path + "/" + std::to_string(i));
            }
        } else if (keyword == "maxItems") {
            expect(!value.is_array() || value.size() <= rule, path, "has too many items");
        } else {
            throw std::runtime_error("unknown JSON Schema keyword: " + keyword);
        }
    }

    void
    check_others(const Json& value, const Json& schema, const Json& rule, const std::string& path) {
        if (!value.is_object()) {
            return;
        }
        for (const auto& [name, member] : value.items()) {
            if (!schema.contains("properties") || !schema["properties"].contains(name)) {
                this->value(member, rule, path + "/" + name);
            }
        }
    }

    const Json& document_;
    std::vector<std::string>& wrong_;
};

/// Null where no schemas are at hand.
const SchemaValidator* validator_for(std::string revision) {
    if (revision.empty()) { // a legacy request before there is a session
        revision = latest_legacy;
    }
    static std::map<std::string, std::unique_ptr<SchemaValidator>> loaded;
    const char* const folder = std::getenv("RETAIL_MCP_SCHEMA_DIR");
    if (folder == nullptr) {
        [[maybe_unused]] static const bool said = [] {
            std::cout << "SKIP: RETAIL_MCP_SCHEMA_DIR is not set; messages are not judged by the "
                         "official schemas\n";
            return true;
        }();
        return nullptr;
    }
    auto& entry = loaded[revision];
    if (!entry) {
        std::ifstream file(std::string(folder) + "/" + revision + "/schema.json");
        entry = std::make_unique<SchemaValidator>(Json::parse(file));
    }
    return entry.get();
}

/// Every key of every `_meta`: a name, or a prefix of labels and a name, and only the protocol's
/// own names under the prefixes that it has reserved.
void check_meta_keys(const Json& value, std::vector<std::string>& wrong) {
    static const std::regex name(
        "(([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)(\\.[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)*/)?"
        "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"
    );
    static const std::regex reserved("[^./]+\\.(mcp|modelcontextprotocol)[./].*");
    static const std::set<std::string> defined{
        "io.modelcontextprotocol/serverInfo", "io.modelcontextprotocol/subscriptionId"};
    if (value.is_object() && value.contains("_meta") && value["_meta"].is_object()) {
        for (const auto& [key, member] : value["_meta"].items()) {
            const bool free = std::regex_match(key, name) && !std::regex_match(key, reserved);
            if (!free && !defined.contains(key)) {
                wrong.push_back("_meta may not have the key " + key);
            }
        }
    }
    if (value.is_structured()) {
        for (const auto& [key, member] : value.items()) {
            if (key != "structuredContent") { // a tool's own
                check_meta_keys(member, wrong);
            }
        }
    }
}

std::string result_definition(const std::string& method, const Json& result) {
    static const std::map<std::string, std::string> definitions{
        {"initialize", "InitializeResult"},
        {"ping", "EmptyResult"},
        {"server/discover", "DiscoverResult"},
        {"tools/list", "ListToolsResult"},
        {"tools/call", "CallToolResult"},
        {"resources/list", "ListResourcesResult"},
        {"resources/templates/list", "ListResourceTemplatesResult"},
        {"resources/read", "ReadResourceResult"},
        {"resources/subscribe", "EmptyResult"},
        {"resources/unsubscribe", "EmptyResult"},
        {"prompts/list", "ListPromptsResult"},
        {"prompts/get", "GetPromptResult"},
        {"completion/complete", "CompleteResult"},
        {"subscriptions/listen", "SubscriptionsListenResult"}};
    if (result.is_object() && result.value("resultType", "") == "input_required") {
        return "InputRequiredResult";
    }
    const auto found = definitions.find(method);
    return found != definitions.end() ? found->second : "Result";
}

} // namespace

SchemaValidator::SchemaValidator(Json document)
    : document_(std::move(document)), // braces would make an array of it
      definitions_{document_.contains("$defs") ? "$defs" : "definitions"} {}

bool SchemaValidator::defines(std::string_view definition) const {
    return document_[definitions_].contains(definition);
}

std::string SchemaValidator::definition_for_method(std::string_view method) const {
    for (const auto& [name, schema] : document_[definitions_].items()) {
        const Json::json_pointer constant("/properties/method/const");
        if (schema.contains(constant) && schema[constant] == method) {
            return name;
        }
    }
    return {};
}

std::vector<std::string>
SchemaValidator::violations(const Json& value, std::string_view definition) const {
    std::vector<std::string> wrong;
    Check(document_, wrong).value(value, document_[definitions_].at(std::string(definition)), "");
    return wrong;
}

std::vector<std::string> SchemaValidator::violations_of(const Json& value, const Json& schema) {
    std::vector<std::string> wrong;
    Check(schema, wrong).value(value, schema, "");
    return wrong;
}

namespace {

/// Null where there is none. By reference: what clients send may be nested beyond copying.
const Json& member(const Json& object, const char* name) {
    static const Json none;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() ? *found : none;
}

/// Empty if it is none.
std::string text(const Json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
}

} // namespace

bool SchemaJudge::has_schemas() {
    return validator_for(latest_legacy) != nullptr;
}

void SchemaJudge::client_says(const Json& message) {
    if (message.is_array()) {
        // elsewhere it is refused whole, and no member of it is a request
        const bool is_batch = session_revision_ == batch_revision;
        for (const auto& one : message) {
            if (is_batch && one.is_object()) {
                client_says(one);
            }
        }
        return;
    }
    if (!message.is_object()) {
        return;
    }
    const Json& params = member(message, "params");
    const Json& meta = member(params, "_meta");
    const std::string method = text(member(message, "method"));
    const bool is_modern = meta.contains("io.modelcontextprotocol/protocolVersion") ||
                           meta.contains("io.modelcontextprotocol/clientCapabilities");
    if (method == "initialize" && !is_modern && member(params, "protocolVersion").is_string()) {
        static const std::set<std::string> earlier{"2024-11-05", "2025-03-26", "2025-06-18"};
        const std::string wanted = text(params["protocolVersion"]);
        session_revision_ = earlier.contains(wanted) ? wanted : latest_legacy;
    }
    const std::string revision = is_modern ? stateless : session_revision_;
    const bool is_answer =
        method.empty() && (message.contains("result") || message.contains("error"));
    if (message.contains("id") && !is_answer) {
        asked_.emplace(message["id"].dump(), Asked{revision, method, text(member(params, "name"))});
    }
    if (meta.contains("progressToken")) {
        progress_tokens_[meta["progressToken"].dump()] = revision;
    }
}

std::vector<std::string> SchemaJudge::server_says(const Json& message) {
    if (!has_schemas()) {
        return {};
    }
    if (!message.is_array()) {
        auto wrong = message.contains("method") ? judge_call(message) : judge_response(message);
        check_meta_keys(message, wrong);
        return wrong;
    }
    std::vector<std::string> wrong;
    if (session_revision_ != batch_revision || message.empty()) {
        wrong.emplace_back("a batch, which this revision does not have");
    }
    for (const auto& one : message) {
        const auto more = server_says(one);
        wrong.insert(wrong.end(), more.begin(), more.end());
    }
    return wrong;
}

std::vector<std::string> SchemaJudge::judge_response(const Json& message) {
    if (member(message, "id").is_null()) {
        return judge_error({session_revision_, ""}, message); // it could not be read
    }
    const auto asked = asked_.find(message["id"].dump());
    if (asked == asked_.end()) {
        return {"an answer to " + message["id"].dump() + ", which was not asked"};
    }
    const Asked request = asked->second;
    asked_.erase(asked);
    if (message.contains("error")) {
        return judge_error(request, message);
    }
    auto wrong = judge_result(request, message);
    if (wrong.empty() && request.method == "tools/list") {
        learn_tools(message["result"]);
    }
    return wrong;
}

std::vector<std::string> SchemaJudge::judge_result(const Asked& asked, const Json& message) const {
    const SchemaValidator& schema = *validator_for(asked.revision);
    auto wrong = schema.violations(
        message,
        schema.defines("JSONRPCResultResponse") ? "JSONRPCResultResponse" : "JSONRPCResponse"
    );
    if (!wrong.empty()) {
        return wrong;
    }
    const Json& result = message["result"];
    const std::string definition = result_definition(asked.method, result);
    wrong = schema.violations(result, definition);
    if (asked.revision != stateless && definition == "EmptyResult" && !result.empty()) {
        wrong.emplace_back("/result is not empty");
    }
    if (definition == "InputRequiredResult" &&
        (asked.revision != stateless ||
         (asked.method != "tools/call" && asked.method != "prompts/get" &&
          asked.method != "resources/read"))) {
        wrong.push_back("/result asks for input, which " + asked.method + " may not");
    }
    const auto output = output_schemas_.find(asked.tool);
    if (asked.method == "tools/call" && output != output_schemas_.end() &&
        result.contains("structuredContent")) {
        const auto more =
            SchemaValidator::violations_of(result["structuredContent"], output->second);
        wrong.insert(wrong.end(), more.begin(), more.end());
    }
    return wrong;
}

std::vector<std::string> SchemaJudge::judge_error(const Asked& asked, Json message) const {
    // JSON-RPC demands a null id where none could be read, the protocol's schema none at all.
    if (message.value("id", Json(0)).is_null()) {
        message["id"] = 0;
    }
    const SchemaValidator& schema = *validator_for(asked.revision);
    auto wrong = schema.violations(
        message, schema.defines("JSONRPCErrorResponse") ? "JSONRPCErrorResponse" : "JSONRPCError"
    );
    if (!wrong.empty() || asked.revision != stateless) {
        return wrong;
    }
    const int code = message["error"]["code"];
    if (code == -32021) {
        return schema.violations(message, "MissingRequiredClientCapabilityError");
    }
    if (code == -32022) {
        return schema.violations(message, "UnsupportedProtocolVersionError");
    }
    const bool is_json_rpc = code == -32700 || (code <= -32600 && code >= -32603);
    if (!is_json_rpc && code <= -32000 && code >= -32768) {
        wrong.push_back("/error/code " + std::to_string(code) + " is not one of this revision");
    }
    return wrong;
}

/// A notification or a question. What belongs to a request has its revision, the rest the
/// session's.
std::string SchemaJudge::revision_of_call(const Json& message) const {
    const Json::json_pointer stream("/params/_meta/io.modelcontextprotocol~1subscriptionId");
    const Json::json_pointer token("/params/progressToken");
    if (message.contains(stream)) {
        return stateless;
    }
    if (message.contains(token)) {
        const auto given = progress_tokens_.find(message[token].dump());
        return given != progress_tokens_.end() ? given->second : "";
    }
    return session_revision_;
}

std::vector<std::string> SchemaJudge::judge_call(const Json& message) const {
    if (!message["method"].is_string()) {
        return {"/method is not a string"};
    }
    const std::string method = message["method"];
    const std::string revision = revision_of_call(message);
    if (revision.empty()) {
        return {method + ", which nobody has asked for"};
    }
    if (revision == stateless && message.contains("id")) {
        return {method + " is a request, which servers of this revision do not make"};
    }
    const SchemaValidator& schema = *validator_for(revision);
    const std::string definition = schema.definition_for_method(method);
    if (definition.empty()) {
        return {"no message " + method + " in this revision"};
    }
    return schema.violations(message, definition);
}

void SchemaJudge::learn_tools(const Json& result) {
    for (const auto& tool : result["tools"]) {
        if (tool.contains("outputSchema")) {
            output_schemas_[tool["name"]] = tool["outputSchema"];
        }
    }
}

} // namespace retail_mcp::test
