#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace retail_mcp {

namespace {

using Json = nlohmann::json;

/// The rejected value as the caller wrote it, short enough for a message.
std::string quoted(const Json& json) {
    return fit_to_width(json.dump(-1, ' ', false, Json::error_handler_t::replace), 60);
}

std::string range_in_words(const FieldOptions& options) {
    if (!options.has_range()) {
        return {};
    }
    if (options.maximum == FieldOptions{}.maximum) {
        return " of at least " + std::to_string(options.minimum);
    }
    if (options.minimum == FieldOptions{}.minimum) {
        return " of at most " + std::to_string(options.maximum);
    }
    return " from " + std::to_string(options.minimum) + " to " + std::to_string(options.maximum);
}

void append_range(const FieldOptions& options, std::string& out) {
    if (options.minimum != FieldOptions{}.minimum) {
        out += ",\"minimum\":" + std::to_string(options.minimum);
    }
    if (options.maximum != FieldOptions{}.maximum) {
        out += ",\"maximum\":" + std::to_string(options.maximum);
    }
}

/// A type whose JSON is one plain value. `read` returns false when the JSON is of another kind or
/// out of bounds; the message is the same for both: what would be right, and what came.
class ScalarType : public Type {
public:
    void decode(
        const Json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        if (!read(json, options, value)) {
            violations.push_back({path, "must be " + in_words(options) + ", not " + quoted(json)});
        }
    }

protected:
    virtual bool read(const Json& json, const FieldOptions& options, void* value) const = 0;
};

class BooleanType final : public ScalarType {
public:
    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out += R"("type":"boolean")";
    }

    void encode(const void* value, std::string& out) const override {
        out += *static_cast<const bool*>(value) ? "true" : "false";
    }

    bool parse(std::string_view text, void* value) const override {
        const bool yes =
            text == "t" || text == "true" || text == "on" || text == "yes" || text == "1";
        const bool no =
            text == "f" || text == "false" || text == "off" || text == "no" || text == "0";
        *static_cast<bool*>(value) = yes;
        return yes || no;
    }

    std::string in_words(const FieldOptions&) const override { return "true or false"; }

protected:
    bool read(const Json& json, const FieldOptions&, void* value) const override {
        if (!json.is_boolean()) {
            return false;
        }
        *static_cast<bool*>(value) = json.get<bool>();
        return true;
    }
};

template <class Number>
class IntegerType final : public ScalarType {
public:
    void schema(SchemaUse, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"integer")";
        append_range(options, out);
    }

    void encode(const void* value, std::string& out) const override {
        json::append_integer(out, *static_cast<const Number*>(value));
    }

    bool parse(std::string_view text, void* value) const override {
        auto& number = *static_cast<Number*>(value);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc{} && end == text.data() + text.size();
    }

    std::string in_words(const FieldOptions& options) const override {
        return "an integer" + range_in_words(options);
    }

protected:
    bool read(const Json& json, const FieldOptions& options, void* value) const override {
        const auto number = whole_number(json);
        if (!number || *number < options.minimum || *number > options.maximum ||
            *number < std::numeric_limits<Number>::min() ||
            *number > std::numeric_limits<Number>::max()) {
            return false;
        }
        *static_cast<Number*>(value) = static_cast<Number>(*number);
        return true;
    }

private:
    /// 10 and 10.0 are the same JSON number, and clients send both.
    static std::optional<std::int64_t> whole_number(const Json& json) {
        if (json.is_number_unsigned() &&
            json.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
            return std::nullopt;
        }
        if (json.is_number_integer()) {
            return json.get<std::int64_t>();
        }
        constexpr double exact = 9007199254740992.0; // 2^53
        if (json.is_number_float()) {
            const auto number = json.get<double>();
            if (number >= -exact && number <= exact &&
                static_cast<double>(static_cast<std::int64_t>(number)) == number) {
                return static_cast<std::int64_t>(number);
            }
        }
        return std::nullopt;
    }
};

class DoubleType final : public ScalarType {
public:
    void schema(SchemaUse, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"number")";
        append_range(options, out);
    }

    void encode(const void* value, std::string& out) const override {
        out += Json(*static_cast<const double*>(value)).dump();
    }

    bool parse(std::string_view text, void* value) const override {
        auto& number = *static_cast<double*>(value);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc{} && end == text.data() + text.size();
    }

    std::string in_words(const FieldOptions& options) const override {
        return "a number" + range_in_words(options);
    }

protected:
    bool read(const Json& json, const FieldOptions& options, void* value) const override {
        if (!json.is_number()) {
            return false;
        }
        const auto number = json.get<double>();
        *static_cast<double*>(value) = number;
        return !options.has_range() || (number >= static_cast<double>(options.minimum) &&
                                        number <= static_cast<double>(options.maximum));
    }
};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

class StringType final : public ScalarType {
public:
    void schema(SchemaUse, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"string")";
        if (options.min_length > 0) {
            out += ",\"minLength\":" + std::to_string(options.min_length);
        }
        if (options.max_length != FieldOptions{}.max_length) {
            out += ",\"maxLength\":" + std::to_string(options.max_length);
        }
    }

    void encode(const void* value, std::string& out) const override {
        json::append_string(out, *static_cast<const std::string*>(value));
    }

    bool parse(std::string_view text, void* value) const override {
        *static_cast<std::string*>(value) = text;
        return true;
    }

    std::string in_words(const FieldOptions& options) const override {
        if (options.max_length != FieldOptions{}.max_length) {
            return "a string of " + std::to_string(options.min_length) + " to " +
                   std::to_string(options.max_length) + " characters";
        }
        return options.min_length > 0 ? "a string that is not empty" : "a string";
    }

protected:
    bool read(const Json& json, const FieldOptions& options, void* value) const override {
        if (!json.is_string()) {
            return false;
        }
        const auto& text = json.get_ref<const std::string&>();
        const std::size_t size = characters(text);
        // a NUL is valid JSON, but no text of PostgreSQL
        if (size < options.min_length || size > options.max_length ||
            text.find('\0') != std::string::npos) {
            return false;
        }
        *static_cast<std::string*>(value) = text;
        return true;
    }
};

std::optional<Decimal> decimal_of(const Json& json) {
    if (json.is_string()) {
        return Decimal::parse(json.get_ref<const std::string&>());
    }
    // the shortest text that reads back as this number is what the caller wrote
    return json.is_number() ? Decimal::parse(json.dump()) : std::nullopt;
}

/// The exact decimals. `T` is a struct with one member `amount`, or Decimal itself.
template <class T>
class DecimalType : public ScalarType {
public:
    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override {
        out += use == SchemaUse::input ? R"("type":["number","string"])" : R"("type":"string")";
        if (use == SchemaUse::input) {
            append_range(options, out);
        }
    }

    void encode(const void* value, std::string& out) const override {
        json::append_string(out, amount(value).to_string());
    }

    bool parse(std::string_view text, void* value) const override {
        const auto parsed = Decimal::parse(text);
        amount(value) = parsed.value_or(Decimal{});
        return parsed.has_value();
    }

    std::string in_words(const FieldOptions& options) const override {
        return "a number or a decimal string such as \"12.90\"" + range_in_words(options);
    }

protected:
    static Decimal& amount(void* value) {
        if constexpr (std::is_same_v<T, Decimal>) {
            return *static_cast<Decimal*>(value);
        } else {
            return static_cast<T*>(value)->amount;
        }
    }

    static const Decimal& amount(const void* value) {
        return amount(const_cast<void*>(value)); // NOLINT: one accessor for both
    }

    bool read(const Json& json, const FieldOptions& options, void* value) const override {
        const auto parsed = decimal_of(json);
        if (!parsed || (options.has_range() && (*parsed < Decimal{options.minimum} ||
                                                *parsed > Decimal{options.maximum}))) {
            return false;
        }
        amount(value) = *parsed;
        return true;
    }
};

class MoneyType final : public DecimalType<Money> {
public:
    void round_money(void* value, int scale) const override {
        amount(value) = amount(value).rounded(scale);
    }
};

class QuantityType final : public DecimalType<Quantity> {
public:
    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override {
        out += use == SchemaUse::input ? R"("type":["number","string"])"
                                       : R"("type":["integer","string"])";
        if (use == SchemaUse::input) {
            append_range(options, out);
        }
    }

    void encode(const void* value, std::string& out) const override {
        const Decimal shown = amount(value).trimmed();
        if (shown.scale() == 0) {
            out += shown.to_string();
        } else {
            json::append_string(out, shown.to_string());
        }
    }

    std::string in_words(const FieldOptions& options) const override {
        return "a quantity such as 3 or \"0.250\"" + range_in_words(options);
    }
};

class ShareType final : public DecimalType<Share> {
public:
    void schema(SchemaUse, const FieldOptions& options, std::string& out) const override {
        out += R"("type":"number")";
        append_range(options, out);
    }

    void encode(const void* value, std::string& out) const override {
        out += amount(value).trimmed().to_string();
    }

    std::string in_words(const FieldOptions& options) const override {
        return "a share such as 0.95" + range_in_words(options);
    }
};

/// Dates and timestamps: text of a fixed form.
template <class T>
class CalendarType final : public ScalarType {
public:
    CalendarType(std::string_view format, std::string_view words)
        : format_{format}, words_{words} {}

    void schema(SchemaUse use, const FieldOptions&, std::string& out) const override {
        out += R"("type":"string")";
        if (use == SchemaUse::input) {
            out += R"(,"format":")";
            out += format_;
            out += '"';
        }
    }

    void encode(const void* value, std::string& out) const override {
        json::append_string(out, static_cast<const T*>(value)->to_string());
    }

    bool parse(std::string_view text, void* value) const override {
        const auto parsed = T::parse(text);
        *static_cast<T*>(value) = parsed.value_or(T{});
        return parsed.has_value();
    }

    std::string in_words(const FieldOptions&) const override { return std::string{words_}; }

protected:
    bool read(const Json& json, const FieldOptions&, void* value) const override {
        return json.is_string() && parse(json.get_ref<const std::string&>(), value);
    }

private:
    std::string_view format_;
    std::string_view words_;
};

class RawJsonType final : public Type {
public:
    void schema(SchemaUse use, const FieldOptions&, std::string& out) const override {
        if (use == SchemaUse::input) { // an output schema that says nothing admits anything
            out += R"("type":["object","array","string","number","boolean","null"])";
        }
    }

    void decode(const Json& json, const FieldOptions&, const std::string&, void* value, Violations&)
        const override {
        static_cast<RawJson*>(value)->text =
            json.dump(-1, ' ', false, Json::error_handler_t::replace);
    }

    void encode(const void* value, std::string& out) const override {
        out += static_cast<const RawJson*>(value)->text;
    }

    bool parse(std::string_view text, void* value) const override {
        static_cast<RawJson*>(value)->text = text;
        return true;
    }

    bool set_null(void* value) const override {
        static_cast<RawJson*>(value)->text = "null";
        return true;
    }

    std::string in_words(const FieldOptions&) const override { return "any JSON"; }
};

/// One object of each kind for the whole process.
template <class T, class... Arguments>
const Type& only(Arguments... arguments) {
    static const T type{arguments...};
    return type;
}

} // namespace

const Type& field_type(std::type_identity<bool>) {
    return only<BooleanType>();
}

const Type& field_type(std::type_identity<int>) {
    return only<IntegerType<int>>();
}

const Type& field_type(std::type_identity<std::int64_t>) {
    return only<IntegerType<std::int64_t>>();
}

const Type& field_type(std::type_identity<double>) {
    return only<DoubleType>();
}

const Type& field_type(std::type_identity<std::string>) {
    return only<StringType>();
}

const Type& field_type(std::type_identity<Decimal>) {
    return only<DecimalType<Decimal>>();
}

const Type& field_type(std::type_identity<Money>) {
    return only<MoneyType>();
}

const Type& field_type(std::type_identity<Quantity>) {
    return only<QuantityType>();
}

const Type& field_type(std::type_identity<Share>) {
    return only<ShareType>();
}

const Type& field_type(std::type_identity<Date>) {
    return only<CalendarType<Date>>("date", "a date such as \"2025-01-31\"");
}

const Type& field_type(std::type_identity<Timestamp>) {
    return only<CalendarType<Timestamp>>(
        "date-time", "a time with offset such as \"2025-01-31T17:00:00Z\""
    );
}

const Type& field_type(std::type_identity<RawJson>) {
    return only<RawJsonType>();
}

} // namespace retail_mcp
