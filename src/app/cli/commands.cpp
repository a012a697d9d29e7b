#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <array>

namespace retail_mcp::app {

extern const Command audit_command;
extern const Command call_command;
extern const Command config_command;
extern const Command db_command;
extern const Command doctor_command;
extern const Command embed_command;
extern const Command export_command;
extern const Command import_command;
extern const Command init_command;
extern const Command migrate_command;
extern const Command principal_command;
extern const Command sample_data_command;
extern const Command serve_command;
extern const Command tools_command;
extern const Command vscode_command;

std::span<const Command* const> commands() {
    // In the order of --help: serving first, then setting up, then looking after it.
    static const std::array list{
        &serve_command,
        &call_command,
        &tools_command,
        &init_command,
        &migrate_command,
        &sample_data_command,
        &embed_command,
        &principal_command,
        &import_command,
        &export_command,
        &audit_command,
        &doctor_command,
        &db_command,
        &config_command,
        &vscode_command,
    };
    return list;
}

} // namespace retail_mcp::app
