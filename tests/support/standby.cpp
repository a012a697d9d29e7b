#include "support/standby.hpp"

#include "support/server_folder.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <fstream>
#include <stdexcept>

namespace retail_mcp::test {

namespace fs = std::filesystem;

namespace {

std::string ask(db::AdminConnection& connection, std::string_view sql) {
    auto rows = connection.query(sql);
    if (!rows) {
        throw std::runtime_error{rows.error().message};
    }
    return rows->columns() > 0 ? std::string{rows->text(0, 0)} : std::string{};
}

// A copy of the running cluster, consistent once the log up to the backup's end is replayed.
void back_up(const Postgres& primary, const std::filesystem::path& target) {
    auto connection =
        db::AdminConnection::open(db::ConnectionString{primary.admin_conninfo("postgres")});
    if (!connection) {
        throw std::runtime_error{connection.error().message};
    }
    ask(*connection, "SELECT pg_backup_start('standby', true)");
    Process copy{Process::Options{as_server_user(
        {"/bin/cp", "-a", primary.data_directory().string(), (target / "data").string()}
    )}};
    copy.wait(std::chrono::seconds{60}); // files that vanish meanwhile are part of the procedure
    const fs::path label = target / "data" / "backup_label";
    std::ofstream{label} << ask(*connection, "SELECT labelfile FROM pg_backup_stop(false)");
    fs::permissions(label, fs::perms::all); // the server, another user, renames it
    ask(*connection, "SELECT pg_switch_wal()");
    fs::remove(target / "data" / "postmaster.pid");
    const fs::path signal = target / "data" / "standby.signal";
    std::ofstream{signal};
    fs::permissions(signal, fs::perms::all);
}

} // namespace

Standby::Standby(const Postgres& primary, const std::string& user, const std::string& password)
    : directory_{make_server_folder("standby")}, port_{primary.port()} {
    back_up(primary, directory_);
    const std::string log = (primary.data_directory() / "pg_wal").string();
    process_ = std::make_unique<Process>(Process::Options{as_server_user(
        {primary.server_binary().string(),
         "-D",
         (directory_ / "data").string(),
         "-c",
         "unix_socket_directories=" + directory_.string(),
         "-c",
         "restore_command=cp " + log + "/%f %p",
         "-c",
         "shared_preload_libraries=",
         "-c",
         "logging_collector=off",
         "-c",
         "log_destination=stderr"}
    )});
    await_server(*process_, conninfo("postgres", user, password));
}

Standby::~Standby() {
    process_.reset();
    std::filesystem::remove_all(directory_);
}

std::string Standby::conninfo(
    std::string_view database, std::string_view user, std::string_view password
) const {
    return "host=" + directory_.string() + " port=" + std::to_string(port_) +
           " dbname=" + std::string{database} + " user=" + std::string{user} +
           " password=" + std::string{password};
}

} // namespace retail_mcp::test
