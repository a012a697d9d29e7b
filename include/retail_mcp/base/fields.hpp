#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/values.hpp>

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// Field lists: a struct declares its members once, and from that one declaration come the input
/// schema, decoding with all violations at once, defaults, the output schema, JSON encoding,
/// column-to-member mapping, configuration and the README's tables.
///
///     struct Params {
///         std::string query;
///         std::optional<Money> price_min;
///         int limit = 10;
///
///         static constexpr auto fields() {
///             return field_list(
///                 field("query", &Params::query, "What to look for.", required, length(1, 400)),
///                 field("price_min", &Params::price_min, "Lowest price."),
///                 field("limit", &Params::limit, "Rows to return.", range(1, 200)));
///         }
///     };
///
/// The templates here only build tables of pointers (`Type`, `StructType`); all work is done by
/// ordinary functions on those tables, so a field list costs little to compile. The tables are
/// built on first use, are immutable and live for the whole process.
///
/// Member types: bool, int, int64, double, std::string, the types of values.hpp, enumerations with
/// an `enum_names` table beside them, other structs with `fields()`, and optional, vector and
/// map<string, ...> of all those. Other types take part by a `field_type` function beside them.
namespace retail_mcp {

/// What a field says beyond its type. Bounds on a vector's length are `items`; all other bounds on
/// a vector are those of its elements.
struct FieldOptions {
    bool required = false;
    bool secret = false;
    bool sparse = false;
    bool flattened = false;
    bool outlined = false;
    std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
    std::size_t min_length = 0;
    std::size_t max_length = std::numeric_limits<std::size_t>::max();
    std::size_t min_items = 0;
    std::size_t max_items = std::numeric_limits<std::size_t>::max();

    bool has_range() const {
        return minimum != std::numeric_limits<std::int64_t>::min() ||
               maximum != std::numeric_limits<std::int64_t>::max();
    }
};

/// The option "must be given"; without it an absent member keeps its initialiser's value.
inline constexpr auto required = [](FieldOptions& o) { o.required = true; };

/// Never shown: a password or key in the settings.
inline constexpr auto secret = [](FieldOptions& o) { o.secret = true; };

/// In output left out when absent (an empty optional); otherwise absent is null.
inline constexpr auto sparse = [](FieldOptions& o) { o.sparse = true; };

/// The members of this struct appear as if they were the owner's own.
inline constexpr auto flattened = [](FieldOptions& o) { o.flattened = true; };

/// In output schemas named by its JSON type alone: what every answer carries is explained once.
inline constexpr auto outlined = [](FieldOptions& o) { o.outlined = true; };

/// Both ends included; for numbers and money.
constexpr auto range(std::int64_t minimum, std::int64_t maximum) {
    return [=](FieldOptions& o) {
        o.minimum = minimum;
        o.maximum = maximum;
    };
}

constexpr auto at_least(std::int64_t minimum) {
    return [=](FieldOptions& o) { o.minimum = minimum; };
}

/// Characters of a string (code points), both ends included.
constexpr auto length(std::size_t minimum, std::size_t maximum) {
    return [=](FieldOptions& o) {
        o.min_length = minimum;
        o.max_length = maximum;
    };
}

/// Elements of a vector, both ends included.
constexpr auto items(std::size_t minimum, std::size_t maximum) {
    return [=](FieldOptions& o) {
        o.min_items = minimum;
        o.max_items = maximum;
    };
}

template <class Owner, class Member>
struct Field {
    std::string_view name;
    Member Owner::*member;
    std::string_view description;
    FieldOptions options;
};

template <class Owner, class Member, class... Option>
constexpr Field<Owner, Member> field(
    std::string_view name, Member Owner::*member, std::string_view description, Option... option
) {
    FieldOptions options;
    (option(options), ...);
    return {name, member, description, options};
}

/// A field of an answer: its name and type are all that is published.
template <class Owner, class Member, class... Option>

requires(std::is_invocable_v<Option, FieldOptions&>&&...) constexpr Field<Owner, Member> field(
    std::string_view name, Member Owner::*member, Option... option
) {
    return field(name, member, std::string_view{}, option...);
}

template <class... F>
constexpr auto field_list(F... fields) {
    return std::tuple<F...>{fields...};
}

/// One thing wrong with an argument or setting: where (a JSON pointer), what would be right, and
/// the nearest valid names.
struct Violation {
    std::string path;
    std::string problem;
    std::vector<std::string> candidates = {};
};

using Violations = std::vector<Violation>;

/// All of them as one error: every path with what would be right.
Error violations_error(const Violations& violations);

/// What a schema is for. Output schemas say types only, and no more than two levels of them, for
/// every conversation pays for their size: the answer with its members, each part (an object or a
/// list's items) with its members, and of what lies deeper only that it is an object or an array.
enum class SchemaUse { input, output, output_part, output_type };

/// How values of one C++ type are described, read and written. `value` always points to an object
/// of that type.
class Type {
public:
    virtual ~Type() = default;

    /// The members of a JSON Schema object, without its braces: `"type":"integer","minimum":1`.
    virtual void schema(SchemaUse use, const FieldOptions& options, std::string& out) const = 0;

    /// Reads `json` into `value`; anything wrong is added to `violations` with `path`.
    virtual void decode(
        const nlohmann::json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const = 0;

    virtual void encode(const void* value, std::string& out) const = 0;

    /// Reads PostgreSQL's text form, an environment variable or a flag. False: not such a value.
    virtual bool parse(std::string_view text, void* value) const = 0;

    /// SQL NULL. False: the type has no such value.
    virtual bool set_null(void*) const { return false; }

    virtual bool is_absent(const void*) const { return false; }

    /// Rounds every amount of money inside to the currency's digits.
    virtual void round_money(void*, int) const {}

    /// In words, for messages and tables: "an integer", "one of here, any".
    virtual std::string in_words(const FieldOptions& options) const = 0;
};

template <class T>
const Type& type_of();

struct FieldInfo {
    std::string_view name;
    std::string_view description;
    FieldOptions options;
    const Type* type;
    void* (*locate)(void* owner);

    const void* locate_const(const void* owner) const {
        return locate(const_cast<void*>(owner)); // NOLINT: the table has one accessor for both
    }
};

/// A struct with a field list.
class StructType final : public Type {
public:
    /// `defaults`: an object as its initialisers leave it.
    StructType(std::vector<FieldInfo> fields, const void* defaults)
        : fields_{std::move(fields)}, defaults_{defaults} {}

    const std::vector<FieldInfo>& fields() const { return fields_; }

    /// Flattened members included. Null when there is none.
    const FieldInfo* find(std::string_view name) const;

    /// What the field holds before anything is read, as JSON.
    std::string default_of(const FieldInfo& field) const;

    /// `"name":{...}` for each field, comma separated, without braces.
    void properties(SchemaUse use, std::string& out) const;

    /// The names for an input schema's `required`.
    std::vector<std::string_view> required_names() const;

    /// The members of `json` but for those named in `elsewhere`, which others have read.
    void decode_members(
        const nlohmann::json& json,
        const std::string& path,
        void* value,
        Violations& violations,
        const std::vector<std::string_view>& elsewhere = {}
    ) const;

    /// Members without braces, comma separated. Returns false if there were none.
    bool encode_members(const void* value, std::string& out) const;

    void schema(SchemaUse use, const FieldOptions& options, std::string& out) const override;
    void decode(
        const nlohmann::json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override;
    void encode(const void* value, std::string& out) const override;
    bool parse(std::string_view text, void* value) const override;
    void round_money(void* value, int scale) const override;
    std::string in_words(const FieldOptions& options) const override;

private:
    std::vector<FieldInfo> fields_;
    const void* defaults_;
};

// ---- the types themselves: tables for templates, functions for the rest --------------------

const Type& field_type(std::type_identity<bool>);
const Type& field_type(std::type_identity<int>);
const Type& field_type(std::type_identity<std::int64_t>);
const Type& field_type(std::type_identity<double>);
const Type& field_type(std::type_identity<std::string>);
const Type& field_type(std::type_identity<Decimal>);
const Type& field_type(std::type_identity<Money>);
const Type& field_type(std::type_identity<Quantity>);
const Type& field_type(std::type_identity<Share>);
const Type& field_type(std::type_identity<Date>);
const Type& field_type(std::type_identity<Timestamp>);
const Type& field_type(std::type_identity<RawJson>);

template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// `constexpr auto enum_names(Status) { return names<Status>({{Status::out, "out"}, ...}); }`
template <class E, std::size_t N>
constexpr std::array<EnumName<E>, N> names(const EnumName<E> (&list)[N]) {
    return std::to_array(list);
}

/// The enumerator's name on the wire.
template <class E>
constexpr std::string_view enum_name(E value) {
    for (const auto& entry : enum_names(E{})) {
        if (entry.value == value) {
            return entry.name;
        }
    }
    return {};
}

namespace detail {

struct EnumTable {
    std::vector<std::string_view> names;
    void (*set)(void* value, std::size_t index);
    std::size_t (*index)(const void* value);
};

struct OptionalTable {
    const Type& inner;
    void* (*get)(void* optional);
    void* (*emplace)(void* optional);
    void (*reset)(void* optional);
};

struct VectorTable {
    const Type& inner;
    std::size_t (*size)(const void* vector);
    void* (*at)(void* vector, std::size_t index);
    void* (*append)(void* vector);
    void (*clear)(void* vector);
};

struct MapTable {
    const Type& inner;
    void* (*insert)(void* map, std::string key);
    void (*visit)(void* map, void* context, void (*each)(void*, const std::string&, void*));
};

const Type& make_enum_type(EnumTable table);
const Type& make_optional_type(OptionalTable table);
const Type& make_vector_type(VectorTable table);
const Type& make_map_type(MapTable table);

template <class E>
const Type& enum_type() {
    static const Type& type = make_enum_type(EnumTable{
        [] {
            std::vector<std::string_view> list;
            for (const auto& entry : enum_names(E{})) {
                list.push_back(entry.name);
            }
            return list;
        }(),
        [](void* value, std::size_t index) {
            constexpr auto table = enum_names(E{});
            *static_cast<E*>(value) = table[index].value;
        },
        [](const void* value) {
            constexpr auto table = enum_names(E{});
            std::size_t index = 0;
            while (index < table.size() && table[index].value != *static_cast<const E*>(value)) {
                ++index;
            }
            return index;
        }});
    return type;
}

template <class T>
struct Containers {
    static constexpr bool known = false;
};

template <class T>
struct Containers<std::optional<T>> {
    static constexpr bool known = true;
    using Optional = std::optional<T>;

    static const Type& type() {
        static const Type& made = make_optional_type(OptionalTable{
            type_of<T>(),
            [](void* o) -> void* {
                auto& optional = *static_cast<Optional*>(o);
                return optional ? &*optional : nullptr;
            },
            [](void* o) -> void* { return &static_cast<Optional*>(o)->emplace(); },
            [](void* o) { static_cast<Optional*>(o)->reset(); }});
        return made;
    }
};

template <class T>
struct Containers<std::vector<T>> {
    static constexpr bool known = true;
    using Vector = std::vector<T>;

    static const Type& type() {
        static const Type& made = make_vector_type(VectorTable{
            type_of<T>(),
            [](const void* v) { return static_cast<const Vector*>(v)->size(); },
            [](void* v, std::size_t i) -> void* { return &(*static_cast<Vector*>(v))[i]; },
            [](void* v) -> void* { return &static_cast<Vector*>(v)->emplace_back(); },
            [](void* v) { static_cast<Vector*>(v)->clear(); }});
        return made;
    }
};

template <class T>
struct Containers<std::map<std::string, T>> {
    static constexpr bool known = true;
    using Map = std::map<std::string, T>;

    static const Type& type() {
        static const Type& made = make_map_type(MapTable{
            type_of<T>(),
            [](void* m, std::string key) -> void* {
                return &(*static_cast<Map*>(m))[std::move(key)];
            },
            [](void* m, void* context, void (*each)(void*, const std::string&, void*)) {
                for (auto& [key, value] : *static_cast<Map*>(m)) {
                    each(context, key, &value);
                }
            }});
        return made;
    }
};

template <class T, std::size_t I>
FieldInfo field_info() {
    constexpr auto declared = std::get<I>(T::fields());
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*(declared.member))>;
    return {
        declared.name,
        declared.description,
        declared.options,
        &type_of<Member>(),
        [](void* owner) -> void* {
            constexpr auto located = std::get<I>(T::fields());
            return &(static_cast<T*>(owner)->*(located.member));
        }};
}

template <class T, std::size_t... I>
std::vector<FieldInfo> field_infos(std::index_sequence<I...>) {
    return {field_info<T, I>()...};
}

} // namespace detail

/// The table of a struct with a field list.
template <class T>
const StructType& struct_of() {
    static const T defaults{};
    static const StructType type{
        detail::field_infos<T>(std::make_index_sequence<std::tuple_size_v<decltype(T::fields())>>{}
        ),
        &defaults};
    return type;
}

template <class T>
const Type& type_of() {
    if constexpr (detail::Containers<T>::known) {
        return detail::Containers<T>::type();
    } else if constexpr (requires { field_type(std::type_identity<T>{}); }) {
        return field_type(std::type_identity<T>{});
    } else if constexpr (std::is_enum_v<T>) {
        return detail::enum_type<T>();
    } else {
        return struct_of<T>();
    }
}

// ---- what the layers above call -------------------------------------------------------------

/// `{"type":"object","properties":{...},"required":[...],"additionalProperties":false}`
std::string input_schema(const StructType& type);

/// Types only, no descriptions.
std::string output_schema(const StructType& type);

template <class T>
std::string input_schema() {
    return input_schema(struct_of<T>());
}

template <class T>
std::string output_schema() {
    return output_schema(struct_of<T>());
}

/// The arguments as a T, or one error naming every violation.
template <class T>
Result<T> decode(const nlohmann::json& json) {
    T value{};
    Violations violations;
    struct_of<T>().decode(json, {}, "", &value, violations);
    if (!violations.empty()) {
        return fail(violations_error(violations));
    }
    return value;
}

template <class T>
void encode(const T& value, std::string& out) {
    type_of<T>().encode(&value, out);
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    encode(value, out);
    return out;
}

/// Rounds every amount of money in `value`, at any depth, to the digits of `currency`. A struct
/// inside that has its own `currency` member is rounded by that one.
template <class T>
void round_money(T& value, std::string_view currency) {
    type_of<T>().round_money(&value, currency_scale(currency));
}

/// The field list as a Markdown table: name, type, default, meaning.
std::string markdown_table(const StructType& type);

} // namespace retail_mcp
