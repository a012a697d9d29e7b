#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/devdb/credentials.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The private PostgreSQL that is used while no database is configured: one cluster per home
/// folder, reachable through a unix socket in a folder of its owner's alone, never through TCP.
/// Several processes share it; whoever needs it first starts it, in a session of its own and with
/// none of the starter's descriptors, so it outlives the starter. Everything here blocks and
/// belongs to one thread; a server calls it from its pool of blocking work.
namespace retail_mcp::devdb {

/// The superuser of every private cluster.
inline constexpr std::string_view administrator_name = "retail_administrator";

enum class ClusterState {
    absent,   // never initialised
    stopped,  // initialised, no postmaster
    starting, // a postmaster that does not accept connections yet (or is shutting down)
    running,
};

std::string_view to_string(ClusterState state) noexcept;

struct ClusterStatus {
    ClusterState state = ClusterState::absent;
    std::filesystem::path data_directory;
    std::filesystem::path socket_directory;
    int port = 0;
    std::string database;
};

struct ClusterOptions {
    /// The private folder; empty means default_home(). Created when it does not exist.
    std::filesystem::path home = {};
    /// Further postgresql.conf settings, after our own; values are quoted here.
    std::vector<std::pair<std::string, std::string>> settings = {};
    /// Command line of the process that stops the cluster when nobody uses it (it ends up in
    /// supervise()); empty leaves the cluster running until stop().
    std::vector<std::string> supervisor = {};
    /// How long start() may take, crash recovery included.
    std::chrono::seconds start_timeout{120};
};

/// RETAIL_MCP_HOME, else as root /var/lib/retail-mcp, else $XDG_DATA_HOME/retail-mcp (which
/// defaults to ~/.local/share/retail-mcp).
Result<std::filesystem::path> default_home();

/// The cluster of one home. Move-only. While an object that has called start() lives, the cluster
/// counts as used: neither the supervisor nor an unforced stop() of another process ends it. That
/// use is a lock of the kernel's, so it ends with the process however the process ends.
class Cluster {
public:
    /// Finds or makes the home and says where the cluster lies; starts nothing. As root the
    /// cluster belongs to the operating system's user postgres; where that user cannot reach the
    /// home, the cluster lies below /var/lib/retail-mcp and the home keeps a pointer to it.
    static Result<Cluster> open(ClusterOptions options);

    Cluster(Cluster&&) noexcept;
    Cluster& operator=(Cluster&&) noexcept;
    ~Cluster();

    /// Makes the cluster run and counts this process as a user of it: initialises it on first
    /// use, starts it if it is stopped, recovers it after a crash, waits while somebody else does
    /// the same. Errors: database_unavailable, with the end of PostgreSQL's log in `detail`.
    Result<void> start();

    /// Stops the cluster and waits for its end; done at once if it does not run. Refused (busy)
    /// while another process uses it, unless forced. Forced, their connections are cut.
    Result<void> stop(bool force);

    ClusterStatus status() const;

    const std::filesystem::path& home() const;
    const std::filesystem::path& data_directory() const;

    /// Logins' passwords, kept below the home.
    Credentials& credentials();

    /// libpq conninfo of the private administrator, for the retail database or another one. It
    /// needs no password: the socket proves the operating system's user.
    std::string admin_connection_string(std::string_view database = {}) const;

    /// libpq conninfo of a principal's login, its password included: never log it. Errors:
    /// principal_required when the home holds no credentials of that name.
    Result<std::string> connection_string(std::string_view principal) const;

private:
    struct State;
    explicit Cluster(std::unique_ptr<State> state);

    friend Result<void> supervise(ClusterOptions options, std::chrono::seconds idle);

    std::unique_ptr<State> state_;
};

/// The supervisor's whole life: waits until nobody has used the cluster for `idle`, stops it and
/// returns; returns at once if another supervisor is there already, and soon after the cluster
/// has ended by other means.
Result<void> supervise(ClusterOptions options, std::chrono::seconds idle);

} // namespace retail_mcp::devdb
