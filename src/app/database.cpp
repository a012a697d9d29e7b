#include <retail_mcp/app/database.hpp>
#include <retail_mcp/db/connection_string.hpp>
#include <retail_mcp/sql.hpp>

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

namespace retail_mcp::app {

namespace {

bool principal_configured(const Settings& settings) {
    return !settings.database_url.empty() || settings.libpq_database;
}

tl::unexpected<Error> one_sided(std::string_view configured, std::string_view missing) {
    return fail(
        ErrorCode::configuration_error,
        std::string{configured} + " names a database, but " + std::string{missing} +
            " is not set, and the private PostgreSQL would be another one.",
        "Set " + std::string{missing} + "."
    );
}

Result<Administration> connect(std::optional<devdb::Cluster> cluster, db::ConnectionString to) {
    auto connection = db::AdminConnection::open(to);
    if (!connection) {
        return fail(std::move(connection.error()));
    }
    return Administration{std::move(cluster), std::move(*connection)};
}

Result<Administration> connect_embedded(const Settings& settings) {
    auto cluster = devdb::Cluster::open(cluster_options(settings));
    if (!cluster) {
        return fail(std::move(cluster.error()));
    }
    if (auto started = cluster->start(); !started) {
        return fail(std::move(started.error()));
    }
    const db::ConnectionString connection{cluster->admin_connection_string()};
    return connect(std::move(*cluster), connection);
}

} // namespace

Result<DatabaseKind> principal_database(const Settings& settings) {
    if (principal_configured(settings)) {
        return DatabaseKind::configured;
    }
    if (!settings.admin_url.empty()) {
        return one_sided("RETAIL_MCP_ADMIN_URL", "RETAIL_MCP_DATABASE_URL");
    }
    return DatabaseKind::embedded;
}

Result<DatabaseKind> administration_database(const Settings& settings) {
    if (!settings.admin_url.empty()) {
        return DatabaseKind::configured;
    }
    if (principal_configured(settings)) {
        return one_sided(
            settings.database_url.empty() ? "PGHOST, PGSERVICE or PGDATABASE"
                                          : "RETAIL_MCP_DATABASE_URL",
            "RETAIL_MCP_ADMIN_URL"
        );
    }
    return DatabaseKind::embedded;
}

void forget_libpq_environment() {
    constexpr std::array variables{
        "PGHOST",
        "PGHOSTADDR",
        "PGPORT",
        "PGDATABASE",
        "PGUSER",
        "PGPASSWORD",
        "PGSERVICE",
        "PGOPTIONS",
        "PGAPPNAME",
        "PGTARGETSESSIONATTRS"};
    for (const char* variable : variables) {
        ::unsetenv(variable); // NOLINT(concurrency-mt-unsafe): before any thread is started
    }
}

devdb::ClusterOptions cluster_options(const Settings& settings) {
    devdb::ClusterOptions options;
    options.home = settings.home;
    options.supervisor = {"/proc/self/exe", "db", "supervise"};
    if (!settings.home.empty()) {
        options.supervisor.insert(options.supervisor.end(), {"--home", settings.home});
    }
    return options;
}

Result<std::filesystem::path> home_folder(const Settings& settings) {
    if (!settings.home.empty()) {
        return std::filesystem::path{settings.home};
    }
    return devdb::default_home();
}

const db::SchemaFiles& schema_files() {
    static const db::SchemaFiles files{sql::roles, sql::migrations, sql::repeatables};
    return files;
}

Result<Administration> connect_administration(const Settings& settings) {
    const auto kind = administration_database(settings);
    if (!kind) {
        return fail(kind.error());
    }
    forget_libpq_environment();
    return *kind == DatabaseKind::embedded
               ? connect_embedded(settings)
               : connect(std::nullopt, db::ConnectionString{settings.admin_url});
}

Result<Administration> open_administration(const Settings& settings) {
    auto administration = connect_administration(settings);
    if (!administration) {
        return administration;
    }
    db::Migrator migrator{administration->connection, schema_files()};
    if (administration->cluster) {
        if (auto migrated = migrator.migrate(); !migrated) {
            return fail(std::move(migrated.error()));
        }
        return administration;
    }
    const auto plan = migrator.plan();
    if (!plan) {
        return fail(plan.error());
    }
    if (!plan->up_to_date()) {
        return fail(
            ErrorCode::schema_outdated,
            "The database's schema is missing or older than this program.",
            "Run: retail-mcp migrate"
        );
    }
    return administration;
}

} // namespace retail_mcp::app
