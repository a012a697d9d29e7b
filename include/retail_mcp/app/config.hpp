#pragma once

#include <string>

/// The program's settings and where they come from.
namespace retail_mcp::app {

struct Settings {
    std::string database_url;
    std::string admin_url;
    std::string principal;
    std::string store;
};

} // namespace retail_mcp::app
