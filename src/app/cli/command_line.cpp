#include "cli/command_line.hpp"

#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <utility>
#include <vector>

namespace retail_mcp::app {

namespace {

constexpr auto description =
    "Answers a shop's questions from PostgreSQL, as a Model Context Protocol server on stdio.";

void print_error(const Error& error) {
    std::cerr << "retail-mcp: " << error.message << '\n';
    if (!error.hint.empty()) {
        std::cerr << "  " << error.hint << '\n';
    }
    for (const std::string& candidate : error.candidates) {
        std::cerr << "    " << candidate << '\n';
    }
}

int to_int(ExitCode code) {
    return static_cast<int>(code);
}

/// The program's command line: one CLI11 subcommand per Command.
class CommandLine {
public:
    CommandLine() {
        root_.set_version_flag("--version", "retail-mcp " RETAIL_MCP_VERSION);
        root_.require_subcommand(1);
        for (const Command* command : commands()) {
            CLI::App* app =
                root_.add_subcommand(std::string{command->name}, std::string{command->summary});
            flags_.add(*app, "--config", "config");
            actions_.emplace_back(app, command->declare(*app, flags_));
        }
    }

    int run(int argc, char** argv) {
        try {
            root_.parse(argc, argv);
        } catch (const CLI::Success& help_or_version) {
            return root_.exit(help_or_version);
        } catch (const CLI::ParseError& error) {
            std::cerr << "retail-mcp: " << error.what() << "\n  Run: retail-mcp --help\n";
            return to_int(ExitCode::unusable);
        }
        const Result<ExitCode> outcome = run_parsed();
        if (!outcome) {
            print_error(outcome.error());
            return to_int(exit_code(outcome.error().code));
        }
        return to_int(*outcome);
    }

private:
    Result<ExitCode> run_parsed() {
        Settings settings;
        for (const auto& [app, action] : actions_) {
            if (app->parsed()) {
                return action(settings);
            }
        }
        return fail(ErrorCode::internal_error, "No command was parsed.");
    }

    CLI::App root_{description, "retail-mcp"};
    SettingFlags flags_;
    std::vector<std::pair<CLI::App*, Action>> actions_;
};

} // namespace

void SettingFlags::add(CLI::App& app, const std::string& flag, std::string_view name) {
    app.add_option_function<std::string>(
        flag, [values = values_, key = std::string{name}](const std::string& text) {
            (*values)[key] = text;
        }
    );
}

void add_principal_flags(CLI::App& app, SettingFlags& settings) {
    settings.add(app, "--principal", "principal");
    settings.add(app, "--store", "store");
    settings.add(app, "--database-url", "database_url");
}

void add_admin_flags(CLI::App& app, SettingFlags& settings) {
    settings.add(app, "--admin-url", "admin_url");
}

ExitCode exit_code(ErrorCode code) {
    switch (code) {
    case ErrorCode::invalid_arguments:
    case ErrorCode::configuration_error:
    case ErrorCode::principal_required:
    case ErrorCode::database_starting:
    case ErrorCode::database_unavailable:
    case ErrorCode::unsafe_database_role:
    case ErrorCode::schema_outdated:
        return ExitCode::unusable;
    default:
        return ExitCode::refused;
    }
}

int run(int argc, char** argv) {
    return CommandLine{}.run(argc, argv);
}

} // namespace retail_mcp::app
