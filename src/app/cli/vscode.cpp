// `retail-mcp vscode`: the mcp.json entry that starts this very binary with these settings.
#include "cli/command.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <iostream>

namespace retail_mcp::app {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// A setting that the entry repeats, so that the client's server is the one the user tried here.
void repeat(
    const Settings& settings,
    std::string_view name,
    const std::string& value,
    const std::string& flag,
    OrderedJson& arguments
) {
    if (!value.empty() && settings.source_of(name) != SettingSource::file) {
        arguments.push_back(flag);
        arguments.push_back(value);
    }
}

Result<ExitCode> print(const Settings& settings) {
    std::error_code problem;
    const auto binary = std::filesystem::read_symlink("/proc/self/exe", problem);
    if (problem) {
        return fail(ErrorCode::internal_error, "This binary's own path cannot be read.");
    }
    OrderedJson arguments = OrderedJson::array({"serve"});
    repeat(settings, "principal", settings.principal, "--principal", arguments);
    repeat(settings, "store", settings.store, "--store", arguments);
    OrderedJson server{
        {"type", "stdio"}, {"command", binary.string()}, {"args", std::move(arguments)}};
    OrderedJson environment = OrderedJson::object();
    if (settings.source_of("home") == SettingSource::environment) {
        environment["RETAIL_MCP_HOME"] = std::filesystem::absolute(settings.home).string();
    }
    OrderedJson entry{{"servers", {{"retail", nullptr}}}};
    if (settings.source_of("database_url") != SettingSource::defaults &&
        settings.source_of("database_url") != SettingSource::file) {
        environment["RETAIL_MCP_DATABASE_URL"] = "${input:retail_database_url}";
        entry["inputs"] = {
            {{"type", "promptString"},
             {"id", "retail_database_url"},
             {"description", "libpq URL of the shop's database, as the principal"},
             {"password", true}}};
    }
    if (!environment.empty()) {
        server["env"] = std::move(environment);
    }
    entry["servers"]["retail"] = std::move(server);
    std::cout << entry.dump(2) << '\n';
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_principal_flags(app, settings);
    app.footer("Paste it into .vscode/mcp.json, or run \"MCP: Open User Configuration\" in VS Code."
    );
    return print;
}

} // namespace

extern const Command vscode_command{
    "vscode", "Print the mcp.json entry for VS Code on this machine.", declare};

} // namespace retail_mcp::app
