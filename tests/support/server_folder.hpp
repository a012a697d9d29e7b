#pragma once

#include "support/process.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What servers that tests start beside the common PostgreSQL have in common.
namespace retail_mcp::test {

/// A new folder below /tmp that belongs to whoever servers run as: the operating system's user
/// postgres if we are root, else ourselves.
std::filesystem::path make_server_folder(std::string_view name);

/// The command, to be run as that user.
std::vector<std::string> as_server_user(std::vector<std::string> command);

/// Waits until a connection can be made; throws std::runtime_error with the server's words when
/// that takes more than 20 seconds.
void await_server(const Process& server, const std::string& conninfo);

} // namespace retail_mcp::test
