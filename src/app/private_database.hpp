#pragma once

#include <retail_mcp/app/config.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/devdb/cluster.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

/// Making the private PostgreSQL ready for a principal. Blocking.
namespace retail_mcp::app {

/// Told how far the preparation is; `total` 0 while that is not known.
using PreparationListener =
    std::function<void(const std::string& step, std::uint64_t done, std::uint64_t total)>;

struct PrivateDatabase {
    /// Keeps the private PostgreSQL in use.
    std::shared_ptr<devdb::Cluster> cluster;
    std::string principal;
    /// libpq conninfo with the principal's password: never log it.
    std::string connection;
};

/// Starts the cluster, brings the schema up to date, loads the sample where there is no store at
/// all, and chooses the principal. principal_required names the choices.
Result<PrivateDatabase>
prepare_private_database(const Settings& settings, const PreparationListener& listener);

/// The principal that will be chosen, as far as that can be told without a database.
std::optional<std::string> expected_principal(const Settings& settings);

} // namespace retail_mcp::app
