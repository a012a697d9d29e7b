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
};

/// A script of several statements: roles, a migration, or a repeatable definition.
struct SqlFile {
    std::string_view name;
    std::string_view text;
};

} // namespace retail_mcp::db
