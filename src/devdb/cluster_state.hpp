#pragma once

#include "files.hpp"
#include "postmaster.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <optional>

namespace retail_mcp::devdb {

/// What a Cluster object holds, shared by its own source and the supervisor's.
struct Cluster::State {
    State(ClusterOptions chosen, Layout layout)
        : options{std::move(chosen)},
          postmaster{layout, options.settings},
          credentials{layout.home / "credentials"},
          data{layout.data()} {}

    /// Starts the supervisor unless there is one or none is wanted.
    Result<void> ensure_supervised() const;

    ClusterOptions options;
    Postmaster postmaster;
    Credentials credentials;
    std::filesystem::path data;
    std::optional<FileLock> use; // shared, from start() on
};

} // namespace retail_mcp::devdb
