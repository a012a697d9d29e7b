#pragma once

#include "support/postgres.hpp"

#include <libpq-fe.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>

/// A superuser's connection, to judge answers by.
namespace retail_mcp::test {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using QueryResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const Database& database);
QueryResult query(const Connection& connection, const std::string& sql);

/// The first column of the first row; throws std::runtime_error when there is none.
std::string value(const Connection& connection, const std::string& sql);

/// What PostgreSQL says to a superuser, as JSON rows: numbers of exact types and all that is no
/// plain JSON as text, as run_sql promises. The error's text where there is one.
nlohmann::json oracle(const Connection& connection, std::string sql);

} // namespace retail_mcp::test
