#pragma once

#include <retail_mcp/db/statement.hpp>

#include <optional>
#include <string>
#include <vector>

/// What a caller hands to the database: statements with parameters, and the context they run in.
namespace retail_mcp::db {

/// A value in PostgreSQL's text form; nullopt is NULL.
using Parameter = std::optional<std::string>;

/// One statement with its parameters. `statement` must outlive the call, which generated ones do.
/// A statement with an empty name (one that a user wrote) is never prepared.
struct Query {
    const Statement* statement = nullptr;
    std::vector<Parameter> parameters = {};
};

/// How the transaction begins: READ ONLY or READ WRITE.
enum class Access { read, write };

/// Who asks: the arguments of the context statement that precedes every tool statement. It holds
/// for one transaction and never stays on a pooled connection.
struct Context {
    /// A store id, "*" for all stores of the login, or empty for none: no tenant data is seen then.
    std::string store;
    /// Trace and request id for the database's side of the story; empty for none.
    std::string trace = {};
};

} // namespace retail_mcp::db
