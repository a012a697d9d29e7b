#include "support/pooler.hpp"

#include "support/server_folder.hpp"

#include <fstream>

namespace retail_mcp::test {

namespace {

constexpr int port = 6432;

} // namespace

Pooler::Pooler(
    const Postgres& postgres, const std::vector<std::pair<std::string, std::string>>& logins
)
    : directory_{make_server_folder("pooler")} {
    std::ofstream users{directory_ / "users.txt"};
    for (const auto& [name, password] : logins) {
        users << '"' << name << "\" \"" << password << "\"\n";
    }
    users.close();
    std::ofstream settings{directory_ / "pgbouncer.ini"};
    settings << "[databases]\n* = host=" << postgres.socket_directory().string()
             << " port=" << postgres.port() << "\n[pgbouncer]\nlisten_port = " << port
             << "\nunix_socket_dir = " << directory_.string()
             << "\nauth_type = trust\nauth_file = " << (directory_ / "users.txt").string()
             << "\npool_mode = transaction\ndefault_pool_size = 2\n";
    settings.close();
    process_ = std::make_unique<Process>(Process::Options{
        as_server_user({"/usr/sbin/pgbouncer", "-q", (directory_ / "pgbouncer.ini").string()})});
    const auto& [name, password] = logins.front();
    await_server(*process_, conninfo("postgres", name, password));
}

Pooler::~Pooler() {
    process_.reset();
    std::filesystem::remove_all(directory_);
}

std::string Pooler::conninfo(
    std::string_view database, std::string_view user, std::string_view password
) const {
    return "host=" + directory_.string() + " port=" + std::to_string(port) +
           " dbname=" + std::string{database} + " user=" + std::string{user} +
           " password=" + std::string{password};
}

} // namespace retail_mcp::test
