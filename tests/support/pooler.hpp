#pragma once

#include "support/postgres.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace retail_mcp::test {

/// A PgBouncer in transaction mode before the tests' PostgreSQL, with two server connections per
/// login, so that sessions are shared. Throws std::runtime_error when it does not come up.
class Pooler {
public:
    /// `logins` are names and passwords.
    Pooler(
        const Postgres& postgres, const std::vector<std::pair<std::string, std::string>>& logins
    );
    ~Pooler();
    Pooler(const Pooler&) = delete;
    Pooler& operator=(const Pooler&) = delete;

    std::string
    conninfo(std::string_view database, std::string_view user, std::string_view password) const;

private:
    std::filesystem::path directory_;
    std::unique_ptr<Process> process_;
};

} // namespace retail_mcp::test
