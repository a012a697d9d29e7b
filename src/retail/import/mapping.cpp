#include "retail/import/mapping.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace retail_mcp::import {

namespace {

using Json = nlohmann::json;

tl::unexpected<Error> wrong(std::string message, std::string hint = {}) {
    return fail(ErrorCode::invalid_arguments, std::move(message), std::move(hint));
}

std::optional<char> delimiter_named(std::string_view name) {
    if (name == "comma" || name == ",") {
        return ',';
    }
    if (name == "semicolon" || name == ";") {
        return ';';
    }
    if (name == "tab" || name == "\t" || name == "\\t") {
        return '\t';
    }
    return std::nullopt;
}

Result<void> set_encoding(Mapping& mapping, const std::string& name) {
    mapping.encoding = encoding_named(name);
    return mapping.encoding ? Result<void>{}
                            : wrong(
                                  "encoding \"" + name + "\" is not known",
                                  "Use utf-8, utf-16le, utf-16be, latin1 or windows-1252."
                              );
}

Result<void> set_delimiter(Mapping& mapping, const std::string& name) {
    mapping.delimiter = delimiter_named(name);
    return mapping.delimiter
               ? Result<void>{}
               : wrong("delimiter \"" + name + "\" is not known", "Use comma, semicolon or tab.");
}

Result<void> set_decimal(Mapping& mapping, const std::string& name) {
    if (name != "point" && name != "comma") {
        return wrong("decimal \"" + name + "\" is not known", "Use point or comma.");
    }
    mapping.decimal = name == "point" ? DecimalSign::point : DecimalSign::comma;
    return {};
}

Result<void> set_sign(Mapping& mapping, const std::string& name) {
    if (name != "signed" && name != "by_type") {
        return wrong("quantity_sign \"" + name + "\" is not known", "Use signed or by_type.");
    }
    mapping.quantity_sign = name == "signed" ? QuantitySign::is_signed : QuantitySign::by_type;
    return {};
}

Result<void> set_kind(Mapping& mapping, const std::string& name) {
    mapping.kind = kind_named(name);
    return mapping.kind ? Result<void>{} : wrong("kind \"" + name + "\" is not known");
}

Result<void> set_word(Mapping& mapping, const std::string& key, const std::string& word) {
    if (key == "kind") {
        return set_kind(mapping, word);
    }
    if (key == "quantity_sign") {
        return set_sign(mapping, word);
    }
    if (key == "encoding") {
        return set_encoding(mapping, word);
    }
    if (key == "delimiter") {
        return set_delimiter(mapping, word);
    }
    if (key == "decimal") {
        return set_decimal(mapping, word);
    }
    if (key == "date_format") {
        mapping.date_format = word;
        return {};
    }
    if (key == "time_zone") {
        mapping.time_zone = word;
        return {};
    }
    return wrong(
        "the mapping has no member \"" + key + "\"",
        "It takes kind, columns, constants, ignore, attributes, quantity_sign, create_categories, "
        "encoding, delimiter, decimal, date_format and time_zone."
    );
}

Result<void>
set_words(std::map<std::string, std::string>& words, const Json& value, const std::string& key) {
    for (const auto& [name, word] : value.items()) {
        if (!word.is_string()) {
            return wrong("/" + key + "/" + name + " of the mapping is no string");
        }
        words[name] = word.get<std::string>();
    }
    return {};
}

Result<void> set_list(std::vector<std::string>& list, const Json& value, const std::string& key) {
    for (const Json& word : value) {
        if (!word.is_string()) {
            return wrong("/" + key + " of the mapping holds something that is no string");
        }
        list.push_back(word.get<std::string>());
    }
    return {};
}

Result<void> set_member(Mapping& mapping, const std::string& key, const Json& value) {
    if (key == "columns" && value.is_object()) {
        return set_words(mapping.columns, value, key);
    }
    if (key == "constants" && value.is_object()) {
        return set_words(mapping.constants, value, key);
    }
    if (key == "ignore" && value.is_array()) {
        return set_list(mapping.ignore, value, key);
    }
    if (key == "attributes" && value.is_array()) {
        return set_list(mapping.attributes, value, key);
    }
    if (key == "create_categories" && value.is_boolean()) {
        mapping.create_categories = value.get<bool>();
        return {};
    }
    if (value.is_string()) {
        return set_word(mapping, key, value.get<std::string>());
    }
    return wrong("/" + key + " of the mapping is not what it should be");
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

Plan::Target* target_named(Plan& plan, std::string_view name) {
    const auto found =
        std::find_if(plan.targets.begin(), plan.targets.end(), [&](const auto& target) {
            return target.column->name == name;
        });
    return found == plan.targets.end() ? nullptr : &*found;
}

/// What a heading stands for; the heading itself where nothing is mapped.
std::string column_of(const Mapping& mapping, const std::string& heading) {
    const auto mapped = mapping.columns.find(heading);
    return mapped == mapping.columns.end() ? heading : mapped->second;
}

/// Places one heading; false if nothing knows it.
Result<bool>
place(Plan& plan, const Mapping& mapping, const std::string& heading, std::size_t field) {
    if (contains(mapping.ignore, heading)) {
        return true;
    }
    if (contains(mapping.attributes, heading)) {
        plan.attributes.emplace_back(heading, field);
        return true;
    }
    const std::string column = column_of(mapping, heading);
    if (column == "store_id") {
        plan.store_field = field;
        return true;
    }
    Plan::Target* target = target_named(plan, column);
    if (target == nullptr) {
        return false;
    }
    if (!target->fields.empty() && column != "tags") {
        return wrong(
            "two columns of the file are " + column,
            "Name the right one in a mapping and ignore the other."
        );
    }
    target->fields.push_back(field);
    return true;
}

Result<void> place_constants(Plan& plan, const Mapping& mapping) {
    for (const auto& [column, value] : mapping.constants) {
        if (column == "store_id") {
            plan.store = value;
            continue;
        }
        Plan::Target* target = target_named(plan, column);
        if (target == nullptr) {
            return wrong("the constant " + column + " is no column");
        }
        target->constant = value;
    }
    return {};
}

Result<void> check_store(Plan& plan, Kind kind, std::string_view store) {
    if (!store.empty() && plan.store_field) {
        return wrong("the file has a store_id column, so --store is not wanted");
    }
    if (!store.empty()) {
        plan.store = store;
    }
    const bool needed = kind != Kind::categories;
    if (needed && plan.store.empty() && !plan.store_field) {
        return wrong(
            kind == Kind::stores ? "the file has no column store_id"
                                 : "the file does not say which store it is of",
            kind == Kind::stores ? "" : "Say --store ID, or add a column store_id."
        );
    }
    return {};
}

} // namespace

Result<Mapping> read_mapping(const std::filesystem::path& file) {
    std::ifstream stream{file};
    if (!stream) {
        return wrong("cannot read the mapping " + file.string());
    }
    const Json json = Json::parse(stream, nullptr, false, true);
    if (!json.is_object()) {
        return wrong(
            "the mapping " + file.string() + " is no JSON object",
            "retail-mcp import --suggest FILE prints one."
        );
    }
    Mapping mapping;
    for (const auto& [key, value] : json.items()) {
        if (auto set = set_member(mapping, key, value); !set) {
            return fail(set.error());
        }
    }
    return mapping;
}

Result<Mapping> with_options(Mapping mapping, const ImportOptions& options) {
    if (mapping.kind && *mapping.kind != options.kind) {
        return wrong("the mapping is for " + std::string{to_string(*mapping.kind)});
    }
    using Setter = Result<void> (*)(Mapping&, const std::string&);
    const std::vector<std::pair<Setter, const std::string*>> settings{
        {set_encoding, &options.encoding},
        {set_delimiter, &options.delimiter},
        {set_decimal, &options.decimal}};
    for (const auto& [set, word] : settings) {
        if (!word->empty()) {
            if (auto done = set(mapping, *word); !done) {
                return fail(done.error());
            }
        }
    }
    if (!options.date_format.empty()) {
        mapping.date_format = options.date_format;
    }
    if (!options.time_zone.empty()) {
        mapping.time_zone = options.time_zone;
    }
    return mapping;
}

Result<Plan> make_plan(
    Kind kind,
    const Mapping& mapping,
    const std::vector<std::string>& headings,
    std::string_view store
) {
    Plan plan;
    plan.headings = headings;
    for (const Column& column : columns_of(kind)) {
        plan.targets.push_back({&column, {}, {}});
    }
    std::vector<std::string> unknown;
    for (std::size_t field = 0; field < headings.size(); ++field) {
        const auto placed = place(plan, mapping, headings[field], field);
        if (!placed) {
            return fail(placed.error());
        }
        if (!*placed) {
            unknown.push_back("\"" + headings[field] + "\"");
        }
    }
    if (!unknown.empty()) {
        return wrong(
            "columns that are not known: " + joined(unknown),
            "Map or ignore them with --map; retail-mcp import --suggest FILE proposes a mapping."
        );
    }
    if (auto placed = place_constants(plan, mapping); !placed) {
        return fail(placed.error());
    }
    std::vector<std::string> missing;
    for (const Plan::Target& target : plan.targets) {
        const bool has = !target.fields.empty() || target.constant;
        if (has) {
            plan.present.emplace_back(target.column->name);
        } else if (target.column->required) {
            missing.emplace_back(target.column->name);
        }
    }
    if (!plan.attributes.empty()) {
        plan.present.emplace_back("metadata");
    }
    if (!missing.empty()) {
        return wrong(
            "columns that are missing: " + joined(missing), "Map other headings to them with --map."
        );
    }
    auto checked = check_store(plan, kind, store);
    return checked ? Result<Plan>{std::move(plan)} : fail(checked.error());
}

} // namespace retail_mcp::import
