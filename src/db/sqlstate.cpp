#include <retail_mcp/db/sqlstate.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace retail_mcp::db {

namespace {

struct Mapping {
    std::string_view prefix;
    ErrorCode code;
};

using enum ErrorCode;

// Whole states stand before their classes: the first match counts.
constexpr std::array mappings{
    Mapping{"23502", invalid_arguments},    // not_null_violation
    Mapping{"23514", invalid_arguments},    // check_violation
    Mapping{"25006", permission_denied},    // read_only_sql_transaction
    Mapping{"3D000", database_unavailable}, // invalid_catalog_name: no such database
    Mapping{"3F000", schema_outdated},      // invalid_schema_name
    Mapping{"40001", conflict},             // serialization_failure
    Mapping{"40P01", conflict},             // deadlock_detected
    Mapping{"42501", permission_denied},    // insufficient_privilege
    Mapping{"42703", schema_outdated},      // undefined_column
    Mapping{"42704", schema_outdated},      // undefined_object
    Mapping{"42883", schema_outdated},      // undefined_function
    Mapping{"42P01", schema_outdated},      // undefined_table
    Mapping{"53300", busy},                 // too_many_connections
    Mapping{"55P03", conflict},             // lock_not_available
    Mapping{"57014", timeout},              // query_canceled: by statement_timeout, if not by us
    Mapping{"57P03", database_starting},    // cannot_connect_now
    Mapping{"08", database_unavailable},    // connection exceptions
    Mapping{"22", invalid_arguments},       // data exceptions
    Mapping{"23", conflict},                // unique, foreign key, exclusion
    Mapping{"28", database_unavailable},    // authorization: a login refused
    Mapping{"57P", database_unavailable},   // shutdown, crash, dropped database
};

constexpr std::string_view own_class = "RM";

std::string field(const pg_result* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string{} : std::string{text};
}

Error raised_by_us(const ServerError& error) {
    const auto catalogue = error_catalogue();
    const auto named = std::find_if(catalogue.begin(), catalogue.end(), [&](const auto& entry) {
        return entry.name == error.detail;
    });
    return Error{
        named == catalogue.end() ? internal_error : named->code, error.message, error.hint, {}, {}};
}

} // namespace

ServerError server_error(const pg_result* result) {
    ServerError error{
        .sqlstate = field(result, PG_DIAG_SQLSTATE),
        .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
        .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
        .hint = field(result, PG_DIAG_MESSAGE_HINT),
        .position = std::nullopt,
        .constraint = field(result, PG_DIAG_CONSTRAINT_NAME)};
    const std::string position = field(result, PG_DIAG_STATEMENT_POSITION);
    int at = 0;
    if (std::from_chars(position.data(), position.data() + position.size(), at).ec == std::errc{}) {
        error.position = at;
    }
    if (error.sqlstate.empty()) {
        // libpq's own complaint, not the server's: only the whole text exists.
        error.message = PQresultErrorMessage(result);
    }
    return error;
}

ErrorCode error_code_of(std::string_view sqlstate) noexcept {
    const auto* const found =
        std::find_if(mappings.begin(), mappings.end(), [&](const Mapping& mapping) {
            return sqlstate.starts_with(mapping.prefix);
        });
    return found == mappings.end() ? internal_error : found->code;
}

Error error_of(const ServerError& error) {
    if (error.sqlstate.starts_with(own_class)) {
        return raised_by_us(error);
    }
    const ErrorCode code = error_code_of(error.sqlstate);
    const auto& description = error_catalogue()[static_cast<std::size_t>(code)];
    std::string detail = error.sqlstate + ": " + error.message;
    if (!error.detail.empty()) {
        detail += " (" + error.detail + ")";
    }
    return Error{
        code,
        std::string{description.meaning},
        std::string{description.mend},
        {},
        std::move(detail)};
}

bool loses_connection(std::string_view sqlstate) noexcept {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P");
}

bool worth_retrying(std::string_view sqlstate) noexcept {
    return sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03";
}

bool is_lost_statement(std::string_view sqlstate) noexcept {
    return sqlstate == "26000" || sqlstate == "42P05";
}

} // namespace retail_mcp::db
