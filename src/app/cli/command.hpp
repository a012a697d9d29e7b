#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace CLI { // NOLINT(readability-identifier-naming): the library's own name
class App;
}

/// A subcommand of the binary: one file per command, `cli/<command>.cpp`, each defining one
/// `Command` constant, and one explicit list of them in `cli/commands.cpp`.
namespace retail_mcp::app {

/// What the process exits with. `serve` and `call` give 1 and 3 their own meaning, which their
/// help states.
enum class ExitCode : int {
    done = 0,
    /// Refused, bad rows, findings; from `call`: the tool answered with an error.
    refused = 1,
    /// Wrong usage, wrong settings or no database; from `call`: the call could not be made.
    unusable = 2,
    /// Only from `serve`, and `db status` when nothing runs.
    unsafe_role = 3,
    stopped = 3,
};

/// The settings given as flags: name of the setting to its text. They override every other source.
class SettingFlags {
public:
    /// Lets `app` take `flag` (for example "--database-url") as the setting `name`; its help is
    /// the setting's own description.
    void add(CLI::App& app, const std::string& flag, std::string_view name);

    [[nodiscard]] const SettingTexts& values() const { return *values_; }

private:
    // Shared with CLI11's callbacks, which are called while the command line is parsed.
    std::shared_ptr<SettingTexts> values_ = std::make_shared<SettingTexts>();
};

/// Runs a command after its flags were parsed. An Error is printed to stderr with its hint and
/// ends the process with `exit_code(error.code)`.
using Action = std::function<Result<ExitCode>(const Settings& settings)>;

struct Command {
    std::string_view name;
    /// One line of `--help`.
    std::string_view summary;
    /// Declares the command's arguments on `app` and returns what runs it. Variables that CLI11
    /// writes into are owned by the returned action (capture a shared_ptr).
    Action (*declare)(CLI::App& app, SettingFlags& settings);
};

/// Every command, in the order of `--help`.
std::span<const Command* const> commands();

/// Flags of the commands that act as the principal: --principal, --store, --database-url.
void add_principal_flags(CLI::App& app, SettingFlags& settings);

/// Flags of the administration's commands: --admin-url.
void add_admin_flags(CLI::App& app, SettingFlags& settings);

/// Ends the process without running destructors: for when a thread still starts PostgreSQL and may
/// not be waited for. What was printed and logged is flushed.
[[noreturn]] void leave_at_once(ExitCode code);

/// 2 for wrong settings and an unreachable or unsafe database, else 1.
ExitCode exit_code(ErrorCode code);

} // namespace retail_mcp::app
