// `retail-mcp config`: the effective settings, each with its source, secrets masked.
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace retail_mcp::app {

namespace {

Result<ExitCode> print(const Settings& settings) {
    std::cout << describe(settings);
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_principal_flags(app, settings);
    add_admin_flags(app, settings);
    app.add_flag("--print")->description(
        "Print the settings, which is what the command does anyway."
    );
    return print;
}

} // namespace

extern const Command config_command{
    "config", "Show the effective settings and where each comes from.", declare};

} // namespace retail_mcp::app
