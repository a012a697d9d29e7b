#pragma once

#include <retail_mcp/base/error.hpp>

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Child processes of the private cluster.
namespace retail_mcp::devdb {

/// The operating system's user that PostgreSQL runs as.
struct OsUser {
    uid_t uid = 0;
    gid_t gid = 0;
    std::string name;
};

/// The user called `name`; nothing if there is none.
std::optional<OsUser> find_user(const std::string& name);

/// The user of this process; nothing if it has no entry (PostgreSQL needs one).
std::optional<OsUser> current_user();

struct Command {
    std::vector<std::string> arguments;         // the program's path first
    std::optional<OsUser> user = {};            // whom to become (only root can)
    std::filesystem::path directory = "/";      // where to run
    std::filesystem::path output = "/dev/null"; // appended to, stdout and stderr
};

/// Runs to the end and gives the exit status (128 + signal when killed). The command inherits no
/// descriptor, and an environment without PG* and locale variables.
Result<int> run(const Command& command);

/// Starts the command in a session of its own, as nobody's child and without any descriptor of
/// ours, so that it outlives us and holds no pipe of our client's open. Returns its process id.
Result<pid_t> start_detached(const Command& command);

/// Whether the process runs; a dead one that its parent has not asked after does not.
bool is_alive(pid_t pid);

} // namespace retail_mcp::devdb
