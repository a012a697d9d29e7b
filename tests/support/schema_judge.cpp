#include "support/schema_judge.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>

namespace retail_mcp::test {

namespace {

using Json = nlohmann::json;

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
const SchemaValidator* validator_for(const std::string& revision) {
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

void SchemaJudge::client_says(const Json& message) {
    if (message.is_array()) {
        for (const auto& one : message) {
            client_says(one);
        }
        return;
    }
    if (!message.is_object() || !message.contains("method") || !message["method"].is_string()) {
        return;
    }
    const std::string method = message["method"];
    const Json::json_pointer modern("/params/_meta/io.modelcontextprotocol~1protocolVersion");
    const Json::json_pointer version("/params/protocolVersion");
    if (method == "initialize" && message.contains(version) && message[version].is_string()) {
        session_revision_ = message[version];
        static const std::set<std::string> known{"2024-11-05", "2025-03-26", "2025-06-18"};
        if (!known.contains(session_revision_)) {
            session_revision_ = "2025-11-25";
        }
    }
    if (message.contains("id")) {
        const Json* const meta = message.contains("params") ? &message["params"] : nullptr;
        const bool is_modern = meta != nullptr && meta->is_object() && message.contains(modern);
        asked_[message["id"].dump()] = {is_modern ? "2026-07-28" : session_revision_, method};
    }
}

std::vector<std::string> SchemaJudge::judge_response(const Json& message) {
    const auto asked = asked_.find(message["id"].dump());
    const std::string revision = asked != asked_.end() ? asked->second.revision : session_revision_;
    const SchemaValidator* const validator = validator_for(revision);
    if (validator == nullptr) {
        return {};
    }
    if (message.contains("result")) {
        const std::string method = asked != asked_.end() ? asked->second.method : "";
        const std::string response = validator->defines("JSONRPCResultResponse")
                                         ? "JSONRPCResultResponse"
                                         : "JSONRPCResponse";
        auto wrong = validator->violations(message, response);
        const auto more =
            validator->violations(message["result"], result_definition(method, message["result"]));
        wrong.insert(wrong.end(), more.begin(), more.end());
        return wrong;
    }
    // JSON-RPC demands a null id where none could be read, the protocol's schema none at all.
    Json error = message;
    if (error["id"].is_null()) {
        error["id"] = 0;
    }
    return validator->violations(
        error, validator->defines("JSONRPCErrorResponse") ? "JSONRPCErrorResponse" : "JSONRPCError"
    );
}

std::vector<std::string> SchemaJudge::server_says(const Json& message) {
    std::vector<std::string> wrong;
    if (message.is_array()) {
        for (const auto& one : message) {
            const auto more = server_says(one);
            wrong.insert(wrong.end(), more.begin(), more.end());
        }
        return wrong;
    }
    if (!message.contains("method")) {
        return judge_response(message);
    }
    const Json::json_pointer stream("/params/_meta/io.modelcontextprotocol~1subscriptionId");
    const std::string method = message["method"];
    const bool modern = message.contains(stream) || method.starts_with("notifications/subscr");
    const auto* const validator = validator_for(modern ? "2026-07-28" : session_revision_);
    if (validator == nullptr) {
        return {};
    }
    const std::string definition = validator->definition_for_method(method);
    if (definition.empty()) {
        return {"no message " + method + " in this revision"};
    }
    return validator->violations(message, definition);
}

} // namespace retail_mcp::test
