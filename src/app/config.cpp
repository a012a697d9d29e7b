#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/db/connection_string.hpp>

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

namespace retail_mcp::app {

namespace {

using Json = nlohmann::json;

constexpr std::string_view variable_prefix = "RETAIL_MCP_";
constexpr std::string_view masked = "***";

/// Variables that are no settings: where the settings file is, and what the tests are told.
constexpr std::array<std::string_view, 3> other_variables{
    "RETAIL_MCP_CONFIG", "RETAIL_MCP_NOW", "RETAIL_MCP_SCHEMA_DIR"};

/// libpq's variables that name a database; PGUSER or PGPASSWORD alone do not.
constexpr std::array<std::string_view, 3> libpq_database_variables{
    "PGHOST", "PGSERVICE", "PGDATABASE"};

const StructType& settings_type() {
    return struct_of<Settings>();
}

std::string variable_of(std::string_view setting) {
    std::string name{variable_prefix};
    for (const char c : setting) {
        name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return name;
}

std::vector<std::string_view> setting_names() {
    std::vector<std::string_view> names;
    for (const FieldInfo& field : settings_type().fields()) {
        names.push_back(field.name);
    }
    return names;
}

const std::string* lookup(const SettingTexts& texts, std::string_view name) {
    const auto found = texts.find(name);
    return found == texts.end() || found->second.empty() ? nullptr : &found->second;
}

/// Reads one source after the other, the strongest last, and collects all that is wrong.
class Loader {
public:
    Loader(const SettingTexts& flags, const SettingTexts& environment)
        : flags_{flags}, environment_{environment} {}

    Result<Settings> load() {
        read_file();
        read_environment();
        read_flags();
        check_principal();
        if (violations_.empty()) {
            return std::move(settings_);
        }
        Error error = violations_error(violations_);
        error.code = ErrorCode::configuration_error;
        error.hint = "Correct every setting named; retail-mcp config lists them all.";
        return fail(std::move(error));
    }

private:
    /// The file that was asked for, or the user's own if there is one.
    std::filesystem::path find_file() {
        if (const std::string* flag = lookup(flags_, "config")) {
            return *flag;
        }
        if (const std::string* variable = lookup(environment_, "RETAIL_MCP_CONFIG")) {
            return *variable;
        }
        std::filesystem::path folder;
        if (const std::string* xdg = lookup(environment_, "XDG_CONFIG_HOME")) {
            folder = *xdg;
        } else if (const std::string* home = lookup(environment_, "HOME")) {
            folder = std::filesystem::path{*home} / ".config";
        }
        const std::filesystem::path path = folder / "retail-mcp" / "config.json";
        std::error_code ignored;
        const bool usable = folder.is_absolute() && std::filesystem::exists(path, ignored);
        return usable ? path : std::filesystem::path{};
    }

    void read_file() {
        const std::filesystem::path path = find_file();
        if (path.empty()) {
            return;
        }
        std::ifstream stream{path, std::ios::binary};
        if (!stream || std::filesystem::is_directory(path)) {
            violations_.push_back({path.string(), "cannot be read"});
            return;
        }
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        const Json json = Json::parse(text, nullptr, false, true);
        if (!json.is_object()) {
            violations_.push_back({path.string(), "must hold one JSON object (// comments allowed)"}
            );
            return;
        }
        settings_.file = path;
        for (const auto& [name, value] : json.items()) {
            read_member(path.string() + ": " + name, name, value);
        }
    }

    void read_member(const std::string& where, const std::string& name, const Json& value) {
        const FieldInfo* field = settings_type().find(name);
        if (field == nullptr) {
            const auto names = setting_names();
            violations_.push_back({where, "is no setting", nearest_names(name, std::span{names})});
            return;
        }
        if (field->options.secret) {
            violations_.push_back(
                {where, "is a secret and does not belong into a file; use " + variable_of(name)}
            );
            return;
        }
        if (value.is_null()) {
            return;
        }
        field->type->decode(value, field->options, where, field->locate(&settings_), violations_);
        if (holds_password(*field)) {
            violations_.push_back(
                {where, "holds a password; use PGPASSFILE, a service file or " + variable_of(name)}
            );
        }
        settings_.sources[name] = SettingSource::file;
    }

    void read_environment() {
        for (const auto& [variable, text] : environment_) {
            if (variable.rfind(variable_prefix, 0) != 0 || text.empty()) {
                continue;
            }
            const FieldInfo* field = setting_of_variable(variable);
            if (field != nullptr) {
                read_text(variable, *field, text, SettingSource::environment);
            } else if (std::find(other_variables.begin(), other_variables.end(), variable) ==
                       other_variables.end()) {
                warn_unknown_variable(variable);
            }
        }
        settings_.libpq_database = std::any_of(
            libpq_database_variables.begin(),
            libpq_database_variables.end(),
            [this](std::string_view name) { return lookup(environment_, name) != nullptr; }
        );
    }

    static const FieldInfo* setting_of_variable(std::string_view variable) {
        for (const FieldInfo& field : settings_type().fields()) {
            if (variable_of(field.name) == variable) {
                return &field;
            }
        }
        return nullptr;
    }

    void warn_unknown_variable(const std::string& variable) {
        std::vector<std::string> known;
        for (const std::string_view name : setting_names()) {
            known.push_back(variable_of(name));
        }
        const std::vector<std::string> nearest = nearest_names(variable, known, 1);
        settings_.warnings.push_back(
            variable + " is set but names no setting" +
            (nearest.empty() ? "." : "; did you mean " + nearest.front() + "?")
        );
    }

    void read_flags() {
        for (const auto& [name, text] : flags_) {
            const FieldInfo* field = settings_type().find(name);
            if (field == nullptr) {
                continue; // "config", which has been read
            }
            read_text(flag_of(name), *field, text, SettingSource::flag);
            if (holds_password(*field)) {
                settings_.warnings.push_back(
                    flag_of(name) +
                    " holds a password, which every user of this machine can see; use " +
                    variable_of(name) + " or PGPASSFILE."
                );
            }
        }
    }

    static std::string flag_of(std::string_view name) {
        std::string flag = "--" + std::string{name};
        std::replace(flag.begin(), flag.end(), '_', '-');
        return flag;
    }

    /// A value from text must also keep the bounds that its field states, so it takes the way
    /// through JSON.
    void read_text(
        const std::string& where,
        const FieldInfo& field,
        const std::string& text,
        SettingSource source
    ) {
        if (!field.type->parse(text, field.locate(&settings_))) {
            violations_.push_back({where, "must be " + field.type->in_words(field.options)});
            return;
        }
        std::string json;
        field.type->encode(field.locate(&settings_), json);
        field.type->decode(
            Json::parse(json), field.options, where, field.locate(&settings_), violations_
        );
        settings_.sources[std::string{field.name}] = source;
    }

    bool holds_password(const FieldInfo& field) {
        const bool is_url = field.name == "database_url" || field.name == "admin_url";
        return is_url && db::ConnectionString{*static_cast<std::string*>(field.locate(&settings_))}
                             .holds_password();
    }

    void check_principal() {
        const bool database = !settings_.database_url.empty() || settings_.libpq_database;
        if (database && !settings_.principal.empty()) {
            violations_.push_back(
                {"principal",
                 "counts on the private PostgreSQL only; with a configured database the login of "
                 "its URL is the principal"}
            );
        }
    }

    const SettingTexts& flags_;
    const SettingTexts& environment_;
    Settings settings_;
    Violations violations_;
};

std::string shown_value(const Settings& settings, const FieldInfo& field) {
    std::string json;
    field.type->encode(field.locate_const(&settings), json);
    const bool empty = json == "\"\"" || json == "null";
    if (empty) {
        return "";
    }
    if (field.options.secret) {
        return std::string{masked};
    }
    const Json value = Json::parse(json);
    std::string text = value.is_string() ? value.get<std::string>() : json;
    if (field.name == "database_url" || field.name == "admin_url") {
        return db::ConnectionString{text}.masked();
    }
    return text;
}

std::string shown_source(const Settings& settings, const FieldInfo& field) {
    switch (settings.source_of(field.name)) {
    case SettingSource::defaults:
        return "default";
    case SettingSource::file:
        return settings.file.string();
    case SettingSource::environment:
        return variable_of(field.name);
    case SettingSource::flag:
        return "flag";
    }
    return {};
}

} // namespace

SettingSource Settings::source_of(std::string_view name) const {
    const auto found = sources.find(name);
    return found == sources.end() ? SettingSource::defaults : found->second;
}

Result<Settings> load_settings(const SettingTexts& flags, const SettingTexts& environment) {
    return Loader{flags, environment}.load();
}

SettingTexts process_environment() {
    SettingTexts out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        const bool ours = name.rfind(variable_prefix, 0) == 0 || name.rfind("PG", 0) == 0 ||
                          name.rfind("XDG_", 0) == 0 || name == "HOME";
        if (ours && equals != std::string_view::npos) {
            out.emplace(name, text.substr(equals + 1));
        }
    }
    return out;
}

std::string describe(const Settings& settings) {
    TextTable table;
    table.add_column("setting");
    table.add_column("value");
    table.add_column("source");
    for (const FieldInfo& field : settings_type().fields()) {
        table.add_row(
            {std::string{field.name}, shown_value(settings, field), shown_source(settings, field)}
        );
    }
    return table.render();
}

std::string_view setting_description(std::string_view name) {
    const FieldInfo* field = settings_type().find(name);
    return field == nullptr ? std::string_view{} : field->description;
}

} // namespace retail_mcp::app
