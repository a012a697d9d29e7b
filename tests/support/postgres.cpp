#include "support/postgres.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <libpq-fe.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace retail_mcp::test {

namespace fs = std::filesystem;

namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using QueryResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// Ends the server and removes the folder once our end of the pipe is closed, by whatever end this
/// program comes to: a crash or a timeout must not leave servers behind.
constexpr const char* cleaner = R"(
read -r _
pid=$(head -n 1 "$1/cluster/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
rm -rf "$1"
)";

void clean_up_at_exit(const fs::path& home) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"no pipe for the cleaner"};
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    std::string script = cleaner;
    std::string folder = home.string();
    std::array<char, 3> shell{'s', 'h', '\0'};
    std::array<char, 3> option{'-', 'c', '\0'};
    const std::array<char*, 6> arguments{
        shell.data(), option.data(), script.data(), shell.data(), folder.data(), nullptr};
    pid_t pid = 0;
    if (::posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments.data(), environ) != 0) {
        throw std::runtime_error{"no cleaner"};
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[0]); // the other end stays open for as long as this program lives
}

fs::path make_home() {
    std::string name = "/tmp/retail-mcp-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder"};
    }
    ::chmod(name.c_str(), 0711); // as root, PostgreSQL's user has to pass through
    return name;
}

std::string conninfo_value(std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + "'";
}

std::runtime_error failure(const Error& error) {
    return std::runtime_error{error.message + "\n" + error.detail};
}

} // namespace

Postgres& Postgres::instance() {
    static Postgres postgres;
    return postgres;
}

Postgres::Postgres() {
    devdb::ClusterOptions options;
    options.home = make_home();
    clean_up_at_exit(options.home);
    options.settings = {
        {"fsync", "off"},
        {"synchronous_commit", "off"},
        {"full_page_writes", "off"},
        {"shared_buffers", "64MB"},
        {"log_connections", "off"},
        {"log_disconnections", "off"},
        {"log_checkpoints", "off"}};
    auto cluster = devdb::Cluster::open(options);
    if (!cluster) {
        throw failure(cluster.error());
    }
    if (auto started = cluster->start(); !started) {
        throw failure(started.error());
    }
    const devdb::ClusterStatus status = cluster->status();
    connection_ = "host=" + conninfo_value(status.socket_directory.string()) +
                  " port=" + std::to_string(status.port);
    admin_user_ = devdb::administrator_name;
    data_directory_ = status.data_directory;
    socket_directory_ = status.socket_directory;
    port_ = status.port;
}

fs::path Postgres::server_binary() const {
    // The first line of postmaster.pid is the process, whose program is what we want.
    std::ifstream file{data_directory_ / "postmaster.pid"};
    std::string pid;
    std::getline(file, pid);
    return fs::read_symlink("/proc/" + pid + "/exe");
}

std::string Postgres::admin_conninfo(std::string_view database) const {
    return connection_ + " user=" + admin_user_ + " dbname=" + conninfo_value(database);
}

std::string Postgres::conninfo(
    std::string_view database, std::string_view user, std::string_view password
) const {
    return connection_ + " user=" + conninfo_value(user) + " password=" + conninfo_value(password) +
           " dbname=" + conninfo_value(database);
}

void Postgres::execute(std::string_view database, std::string_view sql) const {
    const Connection connection{PQconnectdb(admin_conninfo(database).c_str()), &PQfinish};
    const QueryResult result{PQexec(connection.get(), std::string{sql}.c_str()), &PQclear};
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error{PQerrorMessage(connection.get())};
    }
}

std::string Postgres::create_database(std::string_view source) {
    std::string name = "test_" + std::to_string(++created_);
    execute("postgres", "CREATE DATABASE " + name + " TEMPLATE \"" + std::string{source} + "\"");
    return name;
}

void Postgres::drop_database(std::string_view database) const {
    execute("postgres", "DROP DATABASE \"" + std::string{database} + "\" WITH (FORCE)");
}

Database::Database() : name_{Postgres::instance().create_database()} {}

Database::Database(std::string_view source) : name_{Postgres::instance().create_database(source)} {}

Database::~Database() {
    Postgres::instance().drop_database(name_);
}

std::string Database::admin_conninfo() const {
    return Postgres::instance().admin_conninfo(name_);
}

std::string Database::conninfo(std::string_view user, std::string_view password) const {
    return Postgres::instance().conninfo(name_, user, password);
}

void Database::execute(std::string_view sql) const {
    Postgres::instance().execute(name_, sql);
}

} // namespace retail_mcp::test
