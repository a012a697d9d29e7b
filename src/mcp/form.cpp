#include "form.hpp"

#include <retail_mcp/base/json_writer.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;

jsonrpc::RpcError malformed(const std::string& what) {
    return jsonrpc::rpc_error(
        jsonrpc::Code::invalid_params, "Invalid params: the answer to the form " + what
    );
}

bool has_type(const Json& value, std::string_view type) {
    if (type == "integer") {
        return value.is_number_integer();
    }
    return type == (value.is_number() ? "number" : value.type_name());
}

/// Whether `value` is one of the choices, be they titled (`oneOf`, `anyOf`) or not (`enum`).
bool is_listed(const Json& value, const Json& schema) {
    if (const auto names = schema.find("enum"); names != schema.end()) {
        return std::find(names->begin(), names->end(), value) != names->end();
    }
    for (const char* const keyword : {"oneOf", "anyOf"}) {
        if (const auto choices = schema.find(keyword); choices != schema.end()) {
            return std::any_of(choices->begin(), choices->end(), [&](const Json& choice) {
                return choice.value("const", Json()) == value;
            });
        }
    }
    return true;
}

bool within(const Json& measure, const Json& schema, const char* least, const char* most) {
    return (!schema.contains(least) || measure >= schema[least]) &&
           (!schema.contains(most) || measure <= schema[most]);
}

/// Schema lengths are in characters.
std::size_t character_count(const std::string& utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

bool fits(const Json& value, const Json& schema) {
    if (!has_type(value, schema.value("type", ""))) {
        return false;
    }
    if (value.is_array()) {
        const Json item = schema.value("items", Json::object());
        return within(value.size(), schema, "minItems", "maxItems") &&
               std::all_of(value.begin(), value.end(), [&](const Json& one) {
                   return is_listed(one, item);
               });
    }
    if (value.is_string()) {
        const std::size_t length = character_count(value.get_ref<const std::string&>());
        return within(length, schema, "minLength", "maxLength") && is_listed(value, schema);
    }
    return !value.is_number() || within(value, schema, "minimum", "maximum");
}

} // namespace

std::string elicitation_params(const Form& form, Era era) {
    std::string text;
    json::ObjectWriter params(text);
    if (era == Era::modern) {
        params.string("mode", "form");
    }
    params.string("message", form.message).raw("requestedSchema", form.schema);
    params.close();
    return text;
}

std::optional<std::string> form_violation(const Json& content, const Json& schema) {
    for (const auto& name : schema.value("required", Json::array())) {
        if (!content.contains(name)) {
            return "lacks " + name.get<std::string>();
        }
    }
    for (const auto& [name, property] : schema["properties"].items()) {
        if (content.contains(name) && !fits(content[name], property)) {
            return "has a wrong " + name;
        }
    }
    return std::nullopt;
}

tl::expected<FormAnswer, jsonrpc::RpcError> read_answer(const Json& result, const Form& form) {
    using Action = FormAnswer::Action;
    const auto action = result.is_object() ? result.find("action") : result.end();
    if (action == result.end() || !action->is_string()) {
        return tl::unexpected(malformed("has no action"));
    }
    if (*action == "decline" || *action == "cancel") {
        return FormAnswer{*action == "decline" ? Action::decline : Action::cancel};
    }
    if (*action != "accept") {
        return tl::unexpected(malformed("has an unknown action"));
    }
    const auto content = result.find("content");
    if (content == result.end() || !content->is_object()) {
        return tl::unexpected(malformed("lacks content, an object"));
    }
    if (const auto wrong = form_violation(*content, Json::parse(form.schema))) {
        return tl::unexpected(malformed(*wrong));
    }
    FormAnswer answer;
    answer.action = Action::accept;
    answer.content = content->dump(-1, ' ', false, Json::error_handler_t::replace);
    return answer;
}

} // namespace retail_mcp::mcp
