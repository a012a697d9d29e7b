#pragma once

#include "support/postgres.hpp"

#include <string>

/// Databases with this program's schema.
namespace retail_mcp::test {

/// The name of a database of this program's cluster that holds the whole schema and no data; made
/// on the first call. Throws std::runtime_error when a file of sql/ cannot be applied.
const std::string& migrated_template();

/// A fresh copy of it, in a few dozen milliseconds.
class RetailDatabase : public Database {
public:
    RetailDatabase() : Database{migrated_template()} {}
};

} // namespace retail_mcp::test
