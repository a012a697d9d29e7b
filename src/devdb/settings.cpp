#include "settings.hpp"

#include "files.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace retail_mcp::devdb {

namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;

std::string quoted(std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
        text += c == '\'' ? "''" : std::string(1, c);
    }
    return text + "'";
}

/// One item of a setting that is a list of folders: a comma inside must not split it.
std::string list_item(std::string_view folder) {
    std::string text = "\"";
    for (const char c : folder) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + "\"";
}

std::string setting(std::string_view name, std::string_view value) {
    return std::string{name} + " = " + quoted(value) + "\n";
}

/// A share of the memory in whole megabytes, kept within bounds.
std::string
megabytes(std::uint64_t memory, std::uint64_t divisor, std::uint64_t low, std::uint64_t high) {
    return std::to_string(std::clamp(memory / divisor / mebibyte, low, high)) + "MB";
}

std::string memory_settings(std::uint64_t memory) {
    // A quarter of a dedicated server is the rule for shared_buffers; this one shares the machine
    // with an editor and a browser, so it is an eighth, and a quarter counts as cached.
    return setting("shared_buffers", megabytes(memory, 8, 64, 2048)) +
           setting("effective_cache_size", megabytes(memory, 4, 128, 65536)) +
           setting("work_mem", megabytes(memory, 1024, 4, 64)) +
           setting("maintenance_work_mem", megabytes(memory, 32, 64, 1024));
}

constexpr std::string_view fixed_settings = R"(# reached through the socket alone
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 100

# write-ahead log and planner
wal_buffers = '16MB'
max_wal_size = '1GB'
random_page_cost = 1.1
effective_io_concurrency = 200
# statements of milliseconds: compiling them costs more than it saves
jit = off

# seven days of logs, at most; a statement's parameters are customers' data and stay out
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
log_file_mode = 0600
log_min_duration_statement = '1s'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = on
log_connections = on
log_disconnections = on
log_line_prefix = '%t [%p-%l] %q%u@%d '
log_timezone = 'UTC'
timezone = 'UTC'

shared_preload_libraries = 'pg_stat_statements'
)";

} // namespace

std::uint64_t usable_memory() {
    const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
    std::uint64_t memory = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto text = read_file("/sys/fs/cgroup/memory.max")) {
        std::uint64_t limit = 0; // the file says "max" where there is none
        const auto parsed = std::from_chars(text->data(), text->data() + text->size(), limit);
        if (parsed.ec == std::errc{} && limit > 0) {
            memory = std::min(memory, limit);
        }
    }
    return memory;
}

std::string server_settings(
    const Layout& layout,
    std::uint64_t memory,
    const std::vector<std::pair<std::string, std::string>>& further
) {
    std::string text = "# Written by retail-mcp at every start; use ALTER SYSTEM for changes.\n";
    text += setting("port", std::to_string(port));
    text += setting("unix_socket_directories", list_item(layout.socket_directory.string()));
    text += setting("log_directory", layout.logs().string());
    text += memory_settings(memory);
    text += fixed_settings;
    for (const auto& [name, value] : further) {
        text += setting(name, value);
    }
    return text;
}

std::string host_based_access() {
    return std::string{"# Written by retail-mcp at every start.\n"} + "local all " +
           std::string{administrator_name} + " peer map=administrators\n" +
           "local all all scram-sha-256\n";
}

std::string user_map(const Layout& layout) {
    const std::string row = std::string{"\" "}.append(administrator_name) + "\n";
    std::string text = "# Written by retail-mcp at every start.\n";
    text += "administrators \"" + layout.server_user.name + row;
    if (layout.change_user) {
        text += "administrators \"root" + row;
    }
    return text;
}

} // namespace retail_mcp::devdb
