#include "layout.hpp"

#include "files.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace retail_mcp::devdb {

namespace fs = std::filesystem;

namespace {

constexpr const char* system_home = "/var/lib/retail-mcp";
constexpr mode_t private_mode = 0700;
constexpr mode_t passable_mode = 0711; // others may pass through, not look around

const char* variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

/// FNV-1a: a name for a path, the same on every run and in every build.
std::string short_hash(const fs::path& path) {
    std::uint64_t hash = 14695981039346656037U;
    for (const unsigned char c : path.native()) {
        hash = (hash ^ c) * 1099511628211U;
    }
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += "0123456789abcdef"[(hash >> shift) & 15];
    }
    return text;
}

bool may_enter(const struct stat& folder, const OsUser& user) {
    if (folder.st_uid == user.uid) {
        return (folder.st_mode & S_IXUSR) != 0;
    }
    if (folder.st_gid == user.gid) {
        return (folder.st_mode & S_IXGRP) != 0;
    }
    return (folder.st_mode & S_IXOTH) != 0;
}

Result<OsUser> choose_server_user(bool root) {
    const auto user = root ? find_user("postgres") : current_user();
    if (user) {
        return *user;
    }
    return fail(
        ErrorCode::database_unavailable,
        root ? "PostgreSQL does not run as root and there is no user called postgres"
             : "the user of this process has no entry in the user database",
        root ? "Install the package postgresql, or configure a database."
             : "Run as a known user, or configure a database."
    );
}

/// The cluster's folder: below the home where PostgreSQL can reach it. The pointer makes the
/// choice permanent, whatever becomes of the modes.
Result<fs::path> place_cluster(const fs::path& home, const OsUser& user) {
    const fs::path pointer = home / "cluster-directory";
    if (auto place = read_file(pointer)) {
        return fs::path{place->substr(0, place->find('\n'))};
    }
    fs::path place = home / "cluster";
    if (!closed_folder(home, user).empty()) {
        place = fs::path{system_home} / "clusters" / short_hash(home);
        if (auto made = make_directories(place.parent_path(), passable_mode); !made) {
            return fail(made.error());
        }
    }
    if (auto written = write_file(pointer, place.string() + "\n", 0600); !written) {
        return fail(written.error());
    }
    return place;
}

Result<void> make_owned(const fs::path& directory, const Layout& layout) {
    const bool missing = !fs::exists(directory);
    if (auto made = make_directories(directory, private_mode); !made) {
        return made;
    }
    const OsUser& user = layout.server_user;
    if (missing && layout.change_user && ::chown(directory.c_str(), user.uid, user.gid) != 0) {
        return fail(file_error("cannot hand over", directory, errno));
    }

    // In a folder that everybody may write to, somebody else may have been there first.
    struct stat found {};

    if (::lstat(directory.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
        found.st_uid != user.uid || (found.st_mode & 077) != 0) {
        return fail(
            ErrorCode::configuration_error,
            directory.string() + " is not a private folder of the user " + user.name,
            "Remove it, or choose another home with RETAIL_MCP_HOME."
        );
    }
    return {};
}

fs::path place_sockets(const Layout& layout) {
    fs::path beside = layout.cluster / "socket";
    if (fits_socket(beside)) {
        return beside;
    }
    const std::string name = short_hash(layout.cluster);
    if (layout.change_user) {
        return fs::path{system_home} / "sockets" / name;
    }
    const char* runtime = variable("XDG_RUNTIME_DIR");
    const fs::path below = runtime != nullptr ? runtime : "/tmp";
    return below / ("retail-mcp-" + std::to_string(::geteuid()) + "-" + name);
}

} // namespace

bool fits_socket(const fs::path& directory) {
    const std::string socket = (directory / ".s.PGSQL.").string() + std::to_string(port);
    return socket.size() < sizeof(sockaddr_un::sun_path);
}

fs::path closed_folder(const fs::path& directory, const OsUser& user) {
    fs::path walked;
    for (const fs::path& part : directory) {
        walked /= part;

        struct stat folder {};

        if (::stat(walked.c_str(), &folder) == 0 && !may_enter(folder, user)) {
            return walked;
        }
    }
    return {};
}

Result<fs::path> default_home() {
    if (const char* home = variable("RETAIL_MCP_HOME")) {
        return fs::absolute(home).lexically_normal();
    }
    if (::geteuid() == 0) {
        return fs::path{system_home};
    }
    if (const char* data = variable("XDG_DATA_HOME")) {
        return fs::absolute(data) / "retail-mcp";
    }
    if (const char* user_home = variable("HOME")) {
        return fs::path{user_home} / ".local/share/retail-mcp";
    }
    return fail(
        ErrorCode::configuration_error,
        "there is no place for the private database: neither RETAIL_MCP_HOME nor HOME is set",
        "Set RETAIL_MCP_HOME to a folder of your own."
    );
}

Result<Layout> lay_out(const fs::path& home) {
    const bool root = ::geteuid() == 0;
    auto user = choose_server_user(root);
    if (!user) {
        return fail(user.error());
    }
    if (auto made = make_directories(home, root ? passable_mode : private_mode); !made) {
        return fail(made.error());
    }
    std::error_code error;
    Layout layout;
    // One home has one name: two spellings of it must not become two clusters.
    layout.home = fs::canonical(home, error);
    if (error) {
        return fail(file_error("cannot resolve", home, error.value()));
    }
    layout.server_user = std::move(*user);
    layout.change_user = root;
    auto cluster = place_cluster(layout.home, layout.server_user);
    if (!cluster) {
        return fail(cluster.error());
    }
    layout.cluster = std::move(*cluster);
    layout.socket_directory = place_sockets(layout);
    if (root && layout.socket_directory.parent_path() != layout.cluster) {
        const auto parent = layout.socket_directory.parent_path();
        if (auto made = make_directories(parent, passable_mode); !made) {
            return fail(made.error());
        }
    }
    for (const fs::path& owned : {layout.cluster, layout.logs(), layout.socket_directory}) {
        if (auto made = make_owned(owned, layout); !made) {
            return fail(made.error());
        }
    }
    return layout;
}

} // namespace retail_mcp::devdb
