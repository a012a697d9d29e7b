#include "cli/command_line.hpp"

#include "cli/command.hpp"

#include <retail_mcp/base/log.hpp>
#include <retail_mcp/base/text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
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
            root_.parse(arguments_of(argc, argv));
        } catch (const CLI::Success& help_or_version) {
            return root_.exit(help_or_version);
        } catch (const CLI::ParseError& error) {
            print_error(usage_error(error));
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
    /// As CLI11 wants them: last to first, and without a "--" right before the words that a prefix
    /// command hands on, as in "db psql -- -c": it would refuse what follows.
    std::vector<std::string> arguments_of(int argc, char** argv) const {
        std::vector<std::string> arguments{argv + 1, argv + argc};
        const CLI::App* app = &root_;
        auto word = arguments.begin();
        for (; word != arguments.end() && !app->get_prefix_command(); ++word) {
            const auto named = app->get_subcommands([&word](const CLI::App* each) {
                return each->get_name() == *word;
            });
            app = named.empty() ? app : named.front();
        }
        if (word != arguments.end() && *word == "--") {
            arguments.erase(word);
        }
        std::reverse(arguments.begin(), arguments.end());
        return arguments;
    }

    /// "retail-mcp db psql": the innermost command as it was called.
    static std::string spelled_out(const CLI::App& innermost) {
        std::string words = innermost.get_name();
        for (const CLI::App* app = innermost.get_parent(); app != nullptr;
             app = app->get_parent()) {
            words = app->get_name() + ' ' + words;
        }
        return words;
    }

    /// The innermost command that was recognised, whose flags the user meant.
    const CLI::App& current() const {
        const CLI::App* app = &root_;
        while (!app->get_subcommands().empty()) {
            app = app->get_subcommands().front();
        }
        return *app;
    }

    Error usage_error(const CLI::ParseError& error) const {
        const CLI::App& app = current();
        Error usage{ErrorCode::invalid_arguments, error.what()};
        const std::vector<std::string> known = names_of(app);
        for (const std::string& unexpected : root_.remaining(true)) {
            for (std::string& name : nearest_names(unexpected, known)) {
                usage.candidates.push_back(std::move(name));
            }
        }
        usage.hint = usage.candidates.empty() ? "See: " + spelled_out(app) + " --help"
                                              : std::string{"Did you mean:"};
        return usage;
    }

    /// Flags and commands that `app` knows.
    static std::vector<std::string> names_of(const CLI::App& app) {
        std::vector<std::string> names;
        for (const CLI::Option* option : app.get_options()) {
            for (const std::string& flag : option->get_lnames()) {
                names.push_back("--" + flag);
            }
        }
        for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
            names.push_back(command->get_name());
        }
        return names;
    }

    Result<ExitCode> run_parsed() {
        const Result<Settings> settings = load_settings(flags_.values(), process_environment());
        if (!settings) {
            return fail(settings.error());
        }
        for (const std::string& warning : settings->warnings) {
            std::cerr << "retail-mcp: warning: " << warning << '\n';
        }
        for (const auto& [app, action] : actions_) {
            if (app->parsed()) {
                return action(*settings);
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
    const std::string_view meaning =
        name == "config" ? "The settings file." : setting_description(name);
    const auto store = [values = values_, key = std::string{name}](const std::string& text) {
        (*values)[key] = text;
    };
    app.add_option_function<std::string>(flag, store, std::string{meaning});
}

void add_principal_flags(CLI::App& app, SettingFlags& settings) {
    settings.add(app, "--principal", "principal");
    settings.add(app, "--store", "store");
    settings.add(app, "--database-url", "database_url");
}

void add_admin_flags(CLI::App& app, SettingFlags& settings) {
    settings.add(app, "--admin-url", "admin_url");
}

void leave_at_once(ExitCode code) {
    std::cout.flush();
    log::flush();
    std::_Exit(to_int(code));
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
