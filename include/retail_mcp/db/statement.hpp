#pragma once

#include <string_view>

/// SQL as it is embedded at build time from the sql/ folder.
namespace retail_mcp::db {

/// One parameterized statement. Values of this type are generated, one per file of sql/queries;
/// `name` is also the name it is prepared under on each connection, so it is unique. Both views
/// refer to static storage.
struct Statement {
    std::string_view name;
    std::string_view text;
    /// Its best plan depends on the values, so it is not prepared: a plan made for all values would
    /// cost more than planning does. The file says so in a line "-- Planned for each call: …".
    bool planned_for_each_call = false;
};

/// A script of several statements: roles, a migration, or a repeatable definition.
struct SqlFile {
    std::string_view name;
    std::string_view text;
};

} // namespace retail_mcp::db
