#pragma once

#include "support/postgres.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace retail_mcp::test {

/// A hot standby of the tests' PostgreSQL, from a backup taken now; it follows the primary by its
/// write-ahead log. Throws std::runtime_error when it does not come up.
class Standby {
public:
    /// `user` and `password` are a login's that exists there.
    Standby(const Postgres& primary, const std::string& user, const std::string& password);
    ~Standby();
    Standby(const Standby&) = delete;
    Standby& operator=(const Standby&) = delete;

    std::string
    conninfo(std::string_view database, std::string_view user, std::string_view password) const;

private:
    std::filesystem::path directory_;
    int port_;
    std::unique_ptr<Process> process_;
};

} // namespace retail_mcp::test
