// `retail-mcp config`: the effective settings, each with its source, secrets masked.
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace retail_mcp::app {

namespace {

Result<ExitCode> print(const Settings& settings) {
    std::printf("principal = %s\n", settings.principal.c_str());
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_principal_flags(app, settings);
    add_admin_flags(app, settings);
    return print;
}

} // namespace

extern const Command config_command{
    "config", "Show the effective settings and where each comes from.", declare};

} // namespace retail_mcp::app
