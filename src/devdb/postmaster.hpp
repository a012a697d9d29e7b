#pragma once

#include "layout.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The server process of a cluster: initialise, start, look at, stop. Callers hold the start lock
/// for everything but looking.
namespace retail_mcp::devdb {

class Postmaster {
public:
    using Clock = std::chrono::steady_clock;
    using Settings = std::vector<std::pair<std::string, std::string>>;

    Postmaster(Layout layout, Settings settings);

    const Layout& layout() const { return layout_; }

    ClusterState state() const;

    /// Makes it run, whatever state it is in, and waits until it accepts connections.
    Result<void> ensure_running(Clock::time_point until);

    /// Cuts the connections, ends it cleanly and waits for that.
    Result<void> stop(Clock::time_point until);

    /// Conninfo of a login, without its password.
    std::string conninfo(std::string_view user, std::string_view database) const;

    /// How many clients are connected, whoever they are; nothing if it cannot be asked.
    std::optional<int> connections() const;

private:
    Result<void> initialise();
    Result<void> write_configuration() const;
    void forget_zombie() const;
    Result<pid_t> launch() const;
    Result<void> start_stopped(Clock::time_point until) const;
    Result<void> await_ready(pid_t launched, Clock::time_point until) const;
    Result<void> create_database() const;
    Result<std::filesystem::path> program(const char* name) const;
    Command as_server(std::vector<std::string> arguments) const;
    Error failure(std::string message) const;

    Layout layout_;
    Settings settings_;
};

/// The folder of PostgreSQL's programs: of this major version, or for an empty one the newest
/// installed that has pgvector. Errors say what to install.
Result<std::filesystem::path> find_programs(std::string_view major_version);

} // namespace retail_mcp::devdb
