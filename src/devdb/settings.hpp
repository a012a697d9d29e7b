#pragma once

#include "layout.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The configuration files of the private cluster. They are written at every start, so they follow
/// the machine and the program's version; what an administrator sets by ALTER SYSTEM stays.
namespace retail_mcp::devdb {

/// Memory that PostgreSQL may count on, in bytes: the machine's, or the control group's limit.
std::uint64_t usable_memory();

/// retail_mcp.conf, included by postgresql.conf.
std::string server_settings(
    const Layout& layout,
    std::uint64_t memory,
    const std::vector<std::pair<std::string, std::string>>& further
);

/// pg_hba.conf: the administrator by the operating system's user, everybody else by password.
std::string host_based_access();

/// pg_ident.conf: which of the operating system's users is the administrator.
std::string user_map(const Layout& layout);

} // namespace retail_mcp::devdb
