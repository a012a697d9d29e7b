#pragma once

#include "process.hpp"

#include <retail_mcp/base/error.hpp>

#include <filesystem>

/// Where everything of one private cluster lies.
namespace retail_mcp::devdb {

struct Layout {
    std::filesystem::path home;             // ours
    std::filesystem::path cluster;          // PostgreSQL's: home/cluster, or elsewhere
    std::filesystem::path socket_directory; // cluster/socket, or elsewhere if that is too long
    OsUser server_user;                     // whom PostgreSQL runs as
    bool change_user = false;               // we are root, and it cannot be

    std::filesystem::path data() const { return cluster / "data"; }

    std::filesystem::path logs() const { return cluster / "log"; }

    /// What the server says before its own log begins.
    std::filesystem::path start_log() const { return home / "start.log"; }

    /// Exists once the retail database does.
    std::filesystem::path database_marker() const { return home / "database-created"; }

    /// Held exclusively while the cluster is initialised, started or stopped.
    std::filesystem::path start_lock() const { return home / "start.lock"; }

    /// Held shared by every process that uses the cluster.
    std::filesystem::path users_lock() const { return home / "users.lock"; }

    /// Held by the one supervisor.
    std::filesystem::path supervisor_lock() const { return home / "supervisor.lock"; }
};

inline constexpr int port = 5432;
inline constexpr const char* database_name = "retail";

/// Makes the folders of a home that are missing and says where its cluster lies. Folders that
/// exist keep their modes: they are the user's.
Result<Layout> lay_out(const std::filesystem::path& home);

/// The first folder on the way to `directory`, itself included, that the user cannot enter; empty
/// if there is none.
std::filesystem::path closed_folder(const std::filesystem::path& directory, const OsUser& user);

/// Whether a socket of PostgreSQL's fits in there: sun_path has 108 bytes, one for the zero.
bool fits_socket(const std::filesystem::path& directory);

} // namespace retail_mcp::devdb
