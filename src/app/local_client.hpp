#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace retail_mcp::app {

/// What came of one request.
struct LocalAnswer {
    nlohmann::ordered_json result;
    /// The server's database login is above row-level security.
    bool unsafe_role = false;
    /// A thread still starts PostgreSQL: end with leave_at_once().
    bool still_preparing = false;
};

/// Serves one request of this process's own, over the same dispatch path as `serve`, in the form
/// of revision 2026-07-28. A question to the person is asked on the terminal; without a terminal
/// the server is told that nobody can be asked. Progress is shown on a terminal. A JSON-RPC error
/// comes back as an Error whose message is the server's.
Result<LocalAnswer>
ask_own_server(const Settings& settings, std::string method, nlohmann::json params);

} // namespace retail_mcp::app
