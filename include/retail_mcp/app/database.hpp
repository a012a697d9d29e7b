#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/migrator.hpp>
#include <retail_mcp/devdb/cluster.hpp>

#include <optional>

/// Which PostgreSQL the program works on, and as whom. There are two identities: the principal
/// (serve, call, tools) and the administrator (everything else). A database that is configured for
/// one of them only never lets the other fall back to the private PostgreSQL: that would be
/// another database.
namespace retail_mcp::app {

enum class DatabaseKind {
    configured, ///< by a URL, or for the principal by libpq's own variables
    embedded,   ///< the private PostgreSQL
};

/// configuration_error names the missing setting when only the other side is configured.
Result<DatabaseKind> principal_database(const Settings& settings);
Result<DatabaseKind> administration_database(const Settings& settings);

/// Takes libpq's PG* variables out of the process's environment, but for those that hold secrets
/// in files. They count for a principal's configured database only; everyone else calls this
/// before connecting.
void forget_libpq_environment();

/// How this program runs its private PostgreSQL.
devdb::ClusterOptions cluster_options(const Settings& settings);

/// The private PostgreSQL's folder of keys and caches; used with a configured database, too.
Result<std::filesystem::path> home_folder(const Settings& settings);

/// Roles, migrations and repeatable definitions of this program.
const db::SchemaFiles& schema_files();

/// The administrator at work. Blocking.
struct Administration {
    /// Held so that the private PostgreSQL stays in use; empty for a configured database.
    std::optional<devdb::Cluster> cluster;
    db::AdminConnection connection;
};

/// Connects as administrator; starts the private PostgreSQL where that is meant. Does nothing to
/// the schema.
Result<Administration> connect_administration(const Settings& settings);

/// The same, and the schema is there: made or brought up to date on the private PostgreSQL;
/// on a configured database schema_outdated names the command that does it.
Result<Administration> open_administration(const Settings& settings);

} // namespace retail_mcp::app
