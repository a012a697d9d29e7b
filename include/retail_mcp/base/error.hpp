#pragma once

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What can go wrong, once: every failure a caller can meet is a value of `Error`, returned in a
/// `Result`. Exceptions are left for broken invariants. One flat list of codes, no hierarchy; the
/// README's error table is checked against `error_catalogue()`.
namespace retail_mcp {

enum class ErrorCode {
    // the caller can mend these
    invalid_arguments,
    unknown_tool,
    unknown_sku,
    unknown_category,
    unknown_brand,
    unknown_supplier,
    unknown_transaction,
    unknown_customer,
    unknown_movement,
    unknown_table,
    unknown_resource,
    unknown_prompt,
    invalid_period,
    invalid_cursor,
    invalid_sql,
    too_expensive,
    store_required,
    store_not_available,
    principal_required,
    permission_denied,
    not_available,
    no_store_data,
    // writing
    confirmation_required,
    confirmation_declined,
    confirmation_unavailable,
    conflict,
    idempotency_mismatch,
    // the machinery
    timeout,
    cancelled,
    busy,
    result_too_large,
    database_starting,
    database_unavailable,
    unsafe_database_role,
    schema_outdated,
    schema_diverged,
    embeddings_unavailable,
    configuration_error,
    internal_error,
};

/// The code's name on the wire, for example "unknown_sku".
std::string_view to_string(ErrorCode code) noexcept;

/// A failure. `message` says what was wrong and where, `hint` what would be right; both are safe
/// to show to the client. `candidates` are the nearest valid values, best first. `detail` may
/// carry data or server text and goes to the log only.
struct Error {
    ErrorCode code = ErrorCode::internal_error;
    std::string message;
    std::string hint = {};
    std::vector<std::string> candidates = {};
    std::string detail = {};
};

/// One row of the published error table.
struct ErrorDescription {
    ErrorCode code;
    std::string_view name;
    std::string_view meaning;
    std::string_view mend;
};

/// Every code, in declaration order, with what it means and what mends it.
std::span<const ErrorDescription> error_catalogue() noexcept;

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::unknown_sku, "...")` in a function that returns any Result.
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> fail(
    ErrorCode code,
    std::string message,
    std::string hint = {},
    std::vector<std::string> candidates = {}
) {
    return tl::unexpected<Error>(Error{
        code, std::move(message), std::move(hint), std::move(candidates), {}});
}

} // namespace retail_mcp
