#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retail_mcp {

namespace {

using Json = nlohmann::json;

const StructType& struct_type(const FieldInfo& field) {
    return dynamic_cast<const StructType&>(*field.type);
}

/// All names on the wire, flattened members included.
void collect_names(const StructType& type, std::vector<std::string_view>& out) {
    for (const FieldInfo& field : type.fields()) {
        if (field.options.flattened) {
            collect_names(struct_type(field), out);
        } else {
            out.push_back(field.name);
        }
    }
}

/// RFC 6901: "~" and "/" in a member's name are escaped.
std::string pointer_to(const std::string& path, std::string_view name) {
    std::string out = path + '/';
    for (const char c : name) {
        out += c == '~'   ? std::string_view{"~0"}
               : c == '/' ? std::string_view{"~1"}
                          : std::string_view{&c, 1};
    }
    return out;
}

/// The name of the currency a struct states about itself, if it does.
std::optional<std::string> own_currency(const StructType& type, const void* value) {
    const FieldInfo* field = type.find("currency");
    if (field == nullptr) {
        return std::nullopt;
    }
    std::string encoded;
    field->type->encode(field->locate_const(value), encoded);
    const Json currency = Json::parse(encoded);
    return currency.is_string() ? std::optional{currency.get<std::string>()} : std::nullopt;
}

void read_field(
    const FieldInfo& field,
    const Json& json,
    const std::string& path,
    void* value,
    Violations& violations
) {
    if (field.options.flattened) {
        for (const FieldInfo& inner : struct_type(field).fields()) {
            read_field(inner, json, path, field.locate(value), violations);
        }
        return;
    }
    const auto given = json.find(field.name);
    const bool absent = given == json.end() || given->is_null();
    if (!absent) {
        field.type->decode(
            *given, field.options, pointer_to(path, field.name), field.locate(value), violations
        );
    } else if (field.options.required) {
        violations.push_back(
            {pointer_to(path, field.name), "is required: " + field.type->in_words(field.options)}
        );
    }
}

} // namespace

Error violations_error(const Violations& violations) {
    Error error{ErrorCode::invalid_arguments, {}, {}, {}, {}};
    for (const Violation& violation : violations) {
        error.message += error.message.empty() ? "" : "; ";
        error.message +=
            (violation.path.empty() ? "the arguments" : violation.path) + ' ' + violation.problem;
        if (!violation.candidates.empty()) {
            error.message += " (nearest: " + join(violation.candidates, ", ") + ')';
        }
        for (const std::string& candidate : violation.candidates) {
            error.candidates.push_back(candidate);
        }
    }
    error.hint = "Correct every argument named and call again.";
    return error;
}

const FieldInfo* StructType::find(std::string_view name) const {
    for (const FieldInfo& field : fields_) {
        if (field.name == name && !field.options.flattened) {
            return &field;
        }
    }
    return nullptr;
}

std::string StructType::default_of(const FieldInfo& field) const {
    std::string out;
    field.type->encode(field.locate_const(defaults_), out);
    return out;
}

namespace {

SchemaUse for_member(SchemaUse use, const FieldOptions& options) {
    switch (use) {
    case SchemaUse::input:
        return SchemaUse::input;
    case SchemaUse::output:
        return options.outlined ? SchemaUse::output_type : SchemaUse::output_part;
    case SchemaUse::output_part:
    case SchemaUse::output_type:
        break;
    }
    return SchemaUse::output_type;
}

} // namespace

void StructType::properties(SchemaUse use, std::string& out) const {
    bool first = true;
    for (const FieldInfo& field : fields_) {
        out += first ? "" : ",";
        first = false;
        if (field.options.flattened) {
            struct_type(field).properties(use, out);
            continue;
        }
        json::append_string(out, field.name);
        out += ":{";
        field.type->schema(for_member(use, field.options), field.options, out);
        if (use == SchemaUse::input) {
            if (!field.description.empty()) {
                out += ",\"description\":";
                json::append_string(out, field.description);
            }
            const void* initial = field.locate_const(defaults_);
            if (!field.options.required && !field.type->is_absent(initial)) {
                out += ",\"default\":" + default_of(field);
            }
        }
        out += '}';
    }
}

std::vector<std::string_view> StructType::required_names() const {
    std::vector<std::string_view> out;
    for (const FieldInfo& field : fields_) {
        if (field.options.flattened) {
            const auto inner = struct_type(field).required_names();
            out.insert(out.end(), inner.begin(), inner.end());
        } else if (field.options.required) {
            out.push_back(field.name);
        }
    }
    return out;
}

void StructType::decode_members(
    const Json& json,
    const std::string& path,
    void* value,
    Violations& violations,
    const std::vector<std::string_view>& elsewhere
) const {
    if (!json.is_object()) {
        violations.push_back({path, "must be an object"});
        return;
    }
    for (const FieldInfo& field : fields_) {
        read_field(field, json, path, value, violations);
    }
    std::vector<std::string_view> names = elsewhere;
    collect_names(*this, names);
    for (const auto& [name, _] : json.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            violations.push_back(
                {pointer_to(path, fit_to_width(name, 60)),
                 "is unknown; known are " +
                     [&] {
                         const std::vector<std::string> list(names.begin(), names.end());
                         return list.empty() ? std::string{"none"} : join(list, ", ");
                     }(),
                 nearest_names(name, std::span{std::as_const(names)})}
            );
        }
    }
}

bool StructType::encode_members(const void* value, std::string& out) const {
    bool first = true;
    for (const FieldInfo& field : fields_) {
        const void* member = field.locate_const(value);
        if (field.options.sparse && field.type->is_absent(member)) {
            continue;
        }
        const std::size_t before = out.size();
        out += first ? "" : ",";
        if (field.options.flattened) {
            if (!struct_type(field).encode_members(member, out)) {
                out.resize(before);
                continue;
            }
        } else {
            json::append_string(out, field.name);
            out += ':';
            field.type->encode(member, out);
        }
        first = false;
    }
    return !first;
}

void StructType::schema(SchemaUse use, const FieldOptions&, std::string& out) const {
    out += R"("type":"object")";
    if (use == SchemaUse::output_type) {
        return;
    }
    out += R"(,"properties":{)";
    properties(use, out);
    out += '}';
    if (const auto names = required_names(); use == SchemaUse::input && !names.empty()) {
        out += R"(,"required":)";
        json::ArrayWriter list{out};
        for (const std::string_view name : names) {
            json::append_string(list.next(), name);
        }
        list.close();
    }
    if (use == SchemaUse::input) {
        out += R"(,"additionalProperties":false)";
    }
}

void StructType::decode(
    const Json& json,
    const FieldOptions&,
    const std::string& path,
    void* value,
    Violations& violations
) const {
    decode_members(json, path, value, violations);
}

void StructType::encode(const void* value, std::string& out) const {
    out += '{';
    encode_members(value, out);
    out += '}';
}

bool StructType::parse(std::string_view, void*) const {
    return false;
}

void StructType::round_money(void* value, int scale) const {
    if (const auto currency = own_currency(*this, value)) {
        scale = currency_scale(*currency);
    }
    for (const FieldInfo& field : fields_) {
        field.type->round_money(field.locate(value), scale);
    }
}

std::string StructType::in_words(const FieldOptions&) const {
    return "an object";
}

std::string input_schema(const StructType& type) {
    std::string out = "{";
    type.schema(SchemaUse::input, {}, out);
    return out += '}';
}

std::string output_schema(const StructType& type) {
    std::string out = "{";
    type.schema(SchemaUse::output, {}, out);
    return out += '}';
}

std::string markdown_table(const StructType& type) {
    std::string out = "| name | type | default | meaning |\n|---|---|---|---|\n";
    for (const FieldInfo& field : type.fields()) {
        const std::string initial = field.options.secret ? "null" : type.default_of(field);
        out +=
            "| `" + std::string{field.name} + "` | " + field.type->in_words(field.options) + " | ";
        out += field.options.required ? "required" : initial == "null" ? "" : '`' + initial + '`';
        out += " | " + std::string{field.description} + " |\n";
    }
    return out;
}

} // namespace retail_mcp
