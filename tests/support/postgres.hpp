#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// A PostgreSQL of the test program's own: started on first use below /tmp, reachable through a
/// unix socket only, and gone when the program ends, however it ends. Failures to start throw
/// std::runtime_error with PostgreSQL's log.
namespace retail_mcp::test {

class Postgres {
public:
    /// The one cluster of this program.
    static Postgres& instance();

    /// libpq conninfo of a superuser, without a password.
    std::string admin_conninfo(std::string_view database = "postgres") const;

    /// libpq conninfo of another login.
    std::string
    conninfo(std::string_view database, std::string_view user, std::string_view password) const;

    /// Makes an empty database, or a copy of `source` (which nobody may be connected to), and
    /// returns its unique name.
    std::string create_database(std::string_view source = "template1");

    /// Runs one or more statements as superuser.
    void execute(std::string_view database, std::string_view sql) const;

    /// Drops a database, connections to it included.
    void drop_database(std::string_view database) const;

    const std::string& admin_user() const { return admin_user_; }

    const std::filesystem::path& data_directory() const { return data_directory_; }

    const std::filesystem::path& socket_directory() const { return socket_directory_; }

    int port() const { return port_; }

    /// The program that it runs.
    std::filesystem::path server_binary() const;

private:
    Postgres();

    std::string connection_; // without dbname
    std::string admin_user_;
    std::filesystem::path data_directory_;
    std::filesystem::path socket_directory_;
    int port_ = 0;
    int created_ = 0;
};

/// A database that lives as long as the object.
class Database {
public:
    /// An empty one.
    Database();

    /// A copy of `source`.
    explicit Database(std::string_view source);

    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    const std::string& name() const { return name_; }

    std::string admin_conninfo() const;
    std::string conninfo(std::string_view user, std::string_view password) const;
    void execute(std::string_view sql) const;

private:
    std::string name_;
};

} // namespace retail_mcp::test
