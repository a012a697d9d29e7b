#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/base/values.hpp>
#include <retail_mcp/db/pool.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::log {

constexpr auto enum_names(Level) {
    return names<Level>(
        {{Level::debug, "debug"},
         {Level::info, "info"},
         {Level::warn, "warn"},
         {Level::error, "error"},
         {Level::off, "off"}}
    );
}

} // namespace retail_mcp::log

namespace retail_mcp::db {

constexpr auto enum_names(PreparedStatements) {
    return names<PreparedStatements>(
        {{PreparedStatements::automatic, "auto"},
         {PreparedStatements::on, "on"},
         {PreparedStatements::off, "off"}}
    );
}

} // namespace retail_mcp::db

/// The program's settings: one struct with a field list, filled from flags, environment, file and
/// defaults, in this order of precedence. The working directory is never looked at: an opened
/// workspace must not be able to point the server at another database.
namespace retail_mcp::app {

/// What a tool's text block holds: a readable summary, or the structured content as JSON.
enum class TextContent { summary, json };

constexpr auto enum_names(TextContent) {
    return names<TextContent>({{TextContent::summary, "summary"}, {TextContent::json, "json"}});
}

enum class CostGate { on, off };

constexpr auto enum_names(CostGate) {
    return names<CostGate>({{CostGate::on, "on"}, {CostGate::off, "off"}});
}

enum class EmbeddingsProvider { catalogue, openai, azure };

constexpr auto enum_names(EmbeddingsProvider) {
    return names<EmbeddingsProvider>(
        {{EmbeddingsProvider::catalogue, "catalogue"},
         {EmbeddingsProvider::openai, "openai"},
         {EmbeddingsProvider::azure, "azure"}}
    );
}

/// Where a setting's value comes from, weakest first.
enum class SettingSource { defaults, file, environment, flag };

struct Settings {
    std::string database_url;
    std::string admin_url;
    std::string principal;
    std::string store;
    std::string home;
    int max_connections = 4;
    int max_waiting = 256;
    int max_in_flight = 256;
    int call_timeout_ms = 30000;
    int connect_timeout_ms = 5000;
    int idle_timeout_ms = 30000;
    db::PreparedStatements prepared_statements = db::PreparedStatements::automatic;
    TextContent text_content = TextContent::summary;
    CostGate run_sql_cost_gate = CostGate::on;
    std::optional<Timestamp> now;
    log::Level log_level = log::Level::info;
    EmbeddingsProvider embeddings_provider = EmbeddingsProvider::catalogue;
    std::string embeddings_url;
    std::string embeddings_model;
    std::optional<int> embeddings_dimensions;
    std::string embeddings_api_key;
    std::string embeddings_api_key_file;
    std::string embeddings_ca_file;
    std::string embeddings_proxy;

    static constexpr auto fields() {
        return field_list(
            field(
                "database_url",
                &Settings::database_url,
                "The database as the principal sees it, a libpq URL or connection string. Empty: "
                "libpq's PGHOST, PGSERVICE or PGDATABASE, else the private PostgreSQL."
            ),
            field(
                "admin_url",
                &Settings::admin_url,
                "The same database as its administrator sees it; never read while serving."
            ),
            field(
                "principal",
                &Settings::principal,
                "Who the assistant is, on the private PostgreSQL. Elsewhere the login of "
                "database_url is the principal."
            ),
            field("store", &Settings::store, "Narrows the principal to this one store."),
            field(
                "home",
                &Settings::home,
                "Folder of the private PostgreSQL, keys and caches. Empty: "
                "$XDG_DATA_HOME/retail-mcp, as root /var/lib/retail-mcp."
            ),
            field(
                "max_connections",
                &Settings::max_connections,
                "Connections to PostgreSQL at most.",
                range(1, 100)
            ),
            field(
                "max_waiting",
                &Settings::max_waiting,
                "Calls that may wait for a connection; the next is answered busy.",
                range(0, 100000)
            ),
            field(
                "max_in_flight",
                &Settings::max_in_flight,
                "Requests in flight at which reading from the client pauses.",
                range(1, 100000)
            ),
            field(
                "call_timeout_ms",
                &Settings::call_timeout_ms,
                "Longest duration of one call, in milliseconds.",
                range(10, 3600000)
            ),
            field(
                "connect_timeout_ms",
                &Settings::connect_timeout_ms,
                "Longest wait for a connection to PostgreSQL, in milliseconds.",
                range(10, 600000)
            ),
            field(
                "idle_timeout_ms",
                &Settings::idle_timeout_ms,
                "An unused connection is closed after this, in milliseconds.",
                range(10, 86400000)
            ),
            field(
                "prepared_statements",
                &Settings::prepared_statements,
                "off behind a transaction pooler without support for them; auto finds out."
            ),
            field(
                "text_content",
                &Settings::text_content,
                "A tool's text block: a readable summary, or the structured content as JSON."
            ),
            field(
                "run_sql_cost_gate",
                &Settings::run_sql_cost_gate,
                "Refuse statements of run_sql that the planner takes for runaways."
            ),
            field("now", &Settings::now, "Pins the server's clock, for tests."),
            field("log_level", &Settings::log_level, "What is logged to stderr."),
            field(
                "embeddings_provider",
                &Settings::embeddings_provider,
                "catalogue trains on the store's own products, without network; openai is any "
                "endpoint of that shape."
            ),
            field("embeddings_url", &Settings::embeddings_url, "The endpoint's base URL."),
            field("embeddings_model", &Settings::embeddings_model, "The model's name there."),
            field(
                "embeddings_dimensions",
                &Settings::embeddings_dimensions,
                "Dimensions to ask for, where the model offers a choice.",
                range(1, 3900)
            ),
            field(
                "embeddings_api_key",
                &Settings::embeddings_api_key,
                "The endpoint's key; only as RETAIL_MCP_EMBEDDINGS_API_KEY.",
                secret
            ),
            field(
                "embeddings_api_key_file",
                &Settings::embeddings_api_key_file,
                "File that holds the endpoint's key."
            ),
            field(
                "embeddings_ca_file",
                &Settings::embeddings_ca_file,
                "Certificate authority of the endpoint, instead of the system's."
            ),
            field(
                "embeddings_proxy",
                &Settings::embeddings_proxy,
                "HTTP proxy to the endpoint, host:port."
            )
        );
    }

    // ---- what is not a setting of its own, but comes with them

    /// libpq's own variables name a database (PGHOST, PGSERVICE or PGDATABASE).
    bool libpq_database = false;
    /// The settings file that was read, empty for none.
    std::filesystem::path file;
    /// Settings that are not at their default.
    std::map<std::string, SettingSource, std::less<>> sources;
    /// Oddities that stop nothing, one sentence each.
    std::vector<std::string> warnings;

    SettingSource source_of(std::string_view name) const;
};

/// Text per name, as flags and environment variables arrive.
using SettingTexts = std::map<std::string, std::string, std::less<>>;

/// Fills the settings. `flags` has setting names (and "config" for the file's path),
/// `environment` the process's variables. configuration_error names everything that is wrong at
/// once, each with the nearest right name.
Result<Settings> load_settings(const SettingTexts& flags, const SettingTexts& environment);

/// The variables of this process that settings may come from: RETAIL_MCP_*, PG*, XDG_* and HOME.
SettingTexts process_environment();

/// Every setting with its value and source as a table; what could be secret reads "***".
std::string describe(const Settings& settings);

/// The setting's description, as help texts and tables show it.
std::string_view setting_description(std::string_view name);

} // namespace retail_mcp::app
