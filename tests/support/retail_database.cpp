#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/migrator.hpp>
#include <retail_mcp/sql.hpp>

#include <stdexcept>

namespace retail_mcp::test {

namespace {

std::string make_template() {
    Postgres& postgres = Postgres::instance();
    const std::string name = postgres.create_database();
    const db::SchemaFiles files{sql::roles, sql::migrations, sql::repeatables};
    auto connection =
        db::AdminConnection::open(db::ConnectionString{postgres.admin_conninfo(name)});
    if (!connection) {
        throw std::runtime_error{connection.error().message};
    }
    const auto migrated = db::Migrator{*connection, files}.migrate();
    if (!migrated) {
        throw std::runtime_error{migrated.error().message + "\n" + migrated.error().detail};
    }
    return name;
}

} // namespace

const std::string& migrated_template() {
    static const std::string name = make_template();
    return name;
}

} // namespace retail_mcp::test
