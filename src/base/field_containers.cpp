#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace retail_mcp::detail {

namespace {

using Json = nlohmann::json;

class EnumType final : public Type {
public:
    explicit EnumType(EnumTable table) : table_{std::move(table)} {}

    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out += R"("enum":)";
        json::ArrayWriter list{out};
        for (const std::string_view name : table_.names) {
            json::append_string(list.next(), name);
        }
        list.close();
    }

    void decode(
        const Json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        if (json.is_string() && parse(json.get_ref<const std::string&>(), value)) {
            return;
        }
        Violation violation{
            path, "must be " + in_words(options) + ", not " + fit_to_width(json.dump(), 60)};
        if (json.is_string()) {
            violation.candidates =
                nearest_names(json.get_ref<const std::string&>(), std::span{table_.names});
        }
        violations.push_back(std::move(violation));
    }

    void encode(const void* value, std::string& out) const override {
        const std::size_t index = table_.index(value);
        json::append_string(out, index < table_.names.size() ? table_.names[index] : "");
    }

    bool parse(std::string_view text, void* value) const override {
        const auto found = std::find(table_.names.begin(), table_.names.end(), text);
        if (found == table_.names.end()) {
            return false;
        }
        table_.set(value, static_cast<std::size_t>(found - table_.names.begin()));
        return true;
    }

    std::string in_words(const FieldOptions&) const override {
        std::string out = "one of ";
        for (std::size_t i = 0; i < table_.names.size(); ++i) {
            out += i == 0 ? "" : ", ";
            out += table_.names[i];
        }
        return out;
    }

private:
    EnumTable table_;
};

class OptionalType final : public Type {
public:
    explicit OptionalType(OptionalTable table) : table_{table} {}

    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override {
        std::string inner;
        table_.inner.schema(use, options, inner);
        if (use != SchemaUse::input && !options.sparse) {
            admit_null(inner);
        }
        out += inner;
    }

    /// null says the same as leaving the member out: some clients must send every member.
    void decode(
        const Json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        if (json.is_null()) {
            table_.reset(value);
        } else {
            table_.inner.decode(json, options, path, table_.emplace(value), violations);
        }
    }

    void encode(const void* value, std::string& out) const override {
        if (const void* inner = get(value)) {
            table_.inner.encode(inner, out);
        } else {
            out += "null";
        }
    }

    bool parse(std::string_view text, void* value) const override {
        return table_.inner.parse(text, table_.emplace(value));
    }

    bool set_null(void* value) const override {
        table_.reset(value);
        return true;
    }

    bool is_absent(const void* value) const override { return get(value) == nullptr; }

    void round_money(void* value, int scale) const override {
        if (void* inner = table_.get(value)) {
            table_.inner.round_money(inner, scale);
        }
    }

    std::string in_words(const FieldOptions& options) const override {
        return table_.inner.in_words(options);
    }

private:
    const void* get(const void* value) const {
        return table_.get(const_cast<void*>(value)); // NOLINT: one accessor for both
    }

    static void admit_null(std::string& schema) {
        constexpr std::string_view one = R"("type":")";
        constexpr std::string_view several = R"("type":[)";
        constexpr std::string_view choices = R"("enum":[)";
        if (schema.starts_with(one)) {
            const std::size_t end = schema.find('"', one.size());
            schema.insert(end + 1, ",\"null\"]");
            schema.insert(one.size() - 1, "[");
        } else if (schema.starts_with(several)) {
            const std::size_t present = schema.find("\"null\"");
            if (present > schema.find(']')) {
                schema.insert(several.size(), "\"null\",");
            }
        } else if (schema.starts_with(choices)) {
            schema.insert(choices.size(), "null,");
        }
    }

    OptionalTable table_;
};

class VectorType final : public Type {
public:
    explicit VectorType(VectorTable table) : table_{table} {}

    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"array")";
        if (use == SchemaUse::output_type) {
            return;
        }
        out += R"(,"items":{)";
        table_.inner.schema(use, options, out);
        out += '}';
        if (options.min_items > 0) {
            out += ",\"minItems\":" + std::to_string(options.min_items);
        }
        if (options.max_items != FieldOptions{}.max_items) {
            out += ",\"maxItems\":" + std::to_string(options.max_items);
        }
    }

    void decode(
        const Json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        if (!json.is_array() || json.size() < options.min_items ||
            json.size() > options.max_items) {
            violations.push_back({path, "must be " + in_words(options)});
            return;
        }
        table_.clear(value);
        for (std::size_t i = 0; i < json.size(); ++i) {
            table_.inner.decode(
                json[i], options, path + '/' + std::to_string(i), table_.append(value), violations
            );
        }
    }

    void encode(const void* value, std::string& out) const override {
        json::ArrayWriter list{out};
        for (std::size_t i = 0; i < table_.size(value); ++i) {
            table_.inner.encode(at(value, i), list.next());
        }
        list.close();
    }

    /// Values with commas between: how settings and flags write a list.
    bool parse(std::string_view text, void* value) const override {
        table_.clear(value);
        while (!text.empty()) {
            const std::size_t comma = std::min(text.find(','), text.size());
            if (!table_.inner.parse(text.substr(0, comma), table_.append(value))) {
                return false;
            }
            text.remove_prefix(std::min(comma + 1, text.size()));
        }
        return true;
    }

    bool set_null(void* value) const override {
        table_.clear(value);
        return true;
    }

    bool is_absent(const void* value) const override { return table_.size(value) == 0; }

    void round_money(void* value, int scale) const override {
        for (std::size_t i = 0; i < table_.size(value); ++i) {
            table_.inner.round_money(table_.at(value, i), scale);
        }
    }

    std::string in_words(const FieldOptions& options) const override {
        std::string out = "an array";
        if (options.max_items != FieldOptions{}.max_items) {
            out += " of " + std::to_string(options.min_items) + " to " +
                   std::to_string(options.max_items);
        }
        return out + " (each " + table_.inner.in_words(options) + ")";
    }

private:
    const void* at(const void* value, std::size_t index) const {
        return table_.at(const_cast<void*>(value), index); // NOLINT: one accessor for both
    }

    VectorTable table_;
};

class MapType final : public Type {
public:
    explicit MapType(MapTable table) : table_{table} {}

    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"object")";
        if (use == SchemaUse::output_type) {
            return;
        }
        out += R"(,"additionalProperties":{)";
        table_.inner.schema(use, options, out);
        out += '}';
    }

    void decode(
        const Json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        if (!json.is_object()) {
            violations.push_back({path, "must be an object"});
            return;
        }
        for (const auto& [key, member] : json.items()) {
            table_.inner.decode(
                member, options, path + '/' + key, table_.insert(value, key), violations
            );
        }
    }

    void encode(const void* value, std::string& out) const override {
        struct Context {
            json::ObjectWriter writer;
            const Type& inner;
        } context{json::ObjectWriter{out}, table_.inner};

        table_.visit(
            const_cast<void*>(value), // NOLINT: the visitor below only reads
            &context,
            [](void* to, const std::string& key, void* member) {
                auto& writing = *static_cast<Context*>(to);
                writing.inner.encode(member, writing.writer.key(key).out());
            }
        );
        context.writer.close();
    }

    bool parse(std::string_view, void*) const override { return false; }

    void round_money(void* value, int scale) const override {
        struct Context {
            const Type& inner;
            int scale;
        } context{table_.inner, scale};

        table_.visit(value, &context, [](void* with, const std::string&, void* member) {
            const auto& rounding = *static_cast<Context*>(with);
            rounding.inner.round_money(member, rounding.scale);
        });
    }

    bool is_absent(const void* value) const override {
        bool any = false;
        table_.visit(
            const_cast<void*>(value), // NOLINT: the visitor below only looks
            &any,
            [](void* seen, const std::string&, void*) { *static_cast<bool*>(seen) = true; }
        );
        return !any;
    }

    std::string in_words(const FieldOptions&) const override { return "an object"; }

private:
    MapTable table_;
};

/// Made once per C++ type and kept for the whole process.
template <class T, class Table>
const Type& keep(Table table) {
    static std::vector<std::unique_ptr<Type>> kept;
    kept.push_back(std::make_unique<T>(std::move(table)));
    return *kept.back();
}

} // namespace

const Type& make_enum_type(EnumTable table) {
    return keep<EnumType>(std::move(table));
}

const Type& make_optional_type(OptionalTable table) {
    return keep<OptionalType>(table);
}

const Type& make_vector_type(VectorTable table) {
    return keep<VectorType>(table);
}

const Type& make_map_type(MapTable table) {
    return keep<MapType>(table);
}

} // namespace retail_mcp::detail
