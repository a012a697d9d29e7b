#include <retail_mcp/base/error.hpp>

#include <array>
#include <cstddef>

namespace retail_mcp {

namespace {

using enum ErrorCode;

constexpr std::array catalogue{
    ErrorDescription{
        invalid_arguments,
        "invalid_arguments",
        "One or more arguments are missing, unknown or out of range; every one is named.",
        "Correct the arguments named in the message."},
    ErrorDescription{
        unknown_tool,
        "unknown_tool",
        "No tool of this name is offered to this principal.",
        "List the tools; the nearest names are given."},
    ErrorDescription{
        unknown_sku,
        "unknown_sku",
        "The store carries no product with this SKU or barcode.",
        "Use one of the candidates, or search_products."},
    ErrorDescription{
        unknown_category,
        "unknown_category",
        "No category has this name or path.",
        "Use one of the candidates, or browse_catalog."},
    ErrorDescription{
        unknown_brand,
        "unknown_brand",
        "No product of the store has this brand.",
        "Use one of the candidates, or browse_catalog."},
    ErrorDescription{
        unknown_supplier,
        "unknown_supplier",
        "No product of the store has this supplier.",
        "Use one of the candidates."},
    ErrorDescription{
        unknown_transaction,
        "unknown_transaction",
        "No transaction of the store has this id or receipt number.",
        "List transactions of the day to find it."},
    ErrorDescription{
        unknown_customer,
        "unknown_customer",
        "No customer of the store has this id.",
        "Take customer_id from an earlier answer."},
    ErrorDescription{
        unknown_movement,
        "unknown_movement",
        "No stock movement of the store has this id.",
        "list_stock_movements shows every movement_id."},
    ErrorDescription{
        unknown_table,
        "unknown_table",
        "The schema has no table or view of this name.",
        "Use one of the candidates, or describe_tables without arguments."},
    ErrorDescription{
        unknown_resource,
        "unknown_resource",
        "No resource has this URI, or it has expired.",
        "List the resources, or run the tool that made the link again."},
    ErrorDescription{
        unknown_prompt, "unknown_prompt", "No prompt has this name.", "List the prompts."},
    ErrorDescription{
        invalid_period,
        "invalid_period",
        "The period could not be understood, or ends before it begins.",
        "Say it as \"last month\", \"2025-W23\", \"yesterday\" or {\"from\": \"2025-01-01\", "
        "\"to\": \"2025-01-31\"}."},
    ErrorDescription{
        invalid_cursor,
        "invalid_cursor",
        "The cursor is damaged, foreign, or belongs to other arguments.",
        "Call again without cursor."},
    ErrorDescription{
        invalid_sql,
        "invalid_sql",
        "PostgreSQL refused the statement; its position and hint are quoted.",
        "Correct the statement: a single SELECT (WITH and UNION included)."},
    ErrorDescription{
        too_expensive,
        "too_expensive",
        "The statement would cost more than the gate allows.",
        "Narrow it: a shorter period, a filter, or an aggregate."},
    ErrorDescription{
        store_required,
        "store_required",
        "The principal has several stores and writing needs exactly one.",
        "Say which store; the candidates are listed."},
    ErrorDescription{
        store_not_available,
        "store_not_available",
        "The store does not exist or the principal has no grant for it.",
        "Use one of the principal's own stores (get_context lists them)."},
    ErrorDescription{
        principal_required,
        "principal_required",
        "The database has several principals and none was chosen.",
        "Start with --principal NAME; the choices are listed."},
    ErrorDescription{
        permission_denied,
        "permission_denied",
        "The principal may not read or do this.",
        "Ask administration for the grant named in the message."},
    ErrorDescription{
        not_available,
        "not_available",
        "The figure needs an input that the data does not hold; it is named.",
        "Record the missing input, or ask for another measure."},
    ErrorDescription{
        no_store_data,
        "no_store_data",
        "The store holds no data of this kind yet.",
        "Fill the tables, or load sample data (retail-mcp sample-data)."},
    ErrorDescription{
        confirmation_required,
        "confirmation_required",
        "A change waits for a person's confirmation.",
        "Show the preview to the person and let the client ask."},
    ErrorDescription{
        confirmation_declined,
        "confirmation_declined",
        "The person declined or closed the question; nothing was changed.",
        "Ask the person what to do instead."},
    ErrorDescription{
        confirmation_unavailable,
        "confirmation_unavailable",
        "The client cannot ask a person, so nothing was changed.",
        "Use a client with elicitation, or retail-mcp call on a terminal."},
    ErrorDescription{
        conflict,
        "conflict",
        "The row changed between preview and confirmation; nothing was changed.",
        "Look again and repeat with the new values."},
    ErrorDescription{
        idempotency_mismatch,
        "idempotency_mismatch",
        "The idempotency key was used before with other arguments.",
        "Use a fresh key for a new change."},
    ErrorDescription{
        timeout,
        "timeout",
        "The call ran past its deadline and its statement was stopped.",
        "Narrow the question, or raise call_timeout."},
    ErrorDescription{cancelled, "cancelled", "The client cancelled the call.", "Nothing to mend."},
    ErrorDescription{
        busy,
        "busy",
        "Too many calls wait for a connection.",
        "Try again in a moment, with fewer calls at once."},
    ErrorDescription{
        result_too_large,
        "result_too_large",
        "One row alone exceeds the answer's byte budget.",
        "Select fewer or shorter columns."},
    ErrorDescription{
        database_starting,
        "database_starting",
        "The private database is still starting or loading.",
        "Try again in a few seconds."},
    ErrorDescription{
        database_unavailable,
        "database_unavailable",
        "No connection to PostgreSQL could be made.",
        "Check the database and its URL; the server reconnects by itself."},
    ErrorDescription{
        unsafe_database_role,
        "unsafe_database_role",
        "The login is superuser, bypasses row-level security or owns tenant tables.",
        "Connect as a principal made by: retail-mcp principal add NAME --store ID"},
    ErrorDescription{
        schema_outdated,
        "schema_outdated",
        "The database's schema is missing or older than this program.",
        "Run: retail-mcp migrate"},
    ErrorDescription{
        schema_diverged,
        "schema_diverged",
        "The database holds a migration that differs from this program's, or that it does not "
        "know.",
        "Use the program version that made the database, or a newer one."},
    ErrorDescription{
        embeddings_unavailable,
        "embeddings_unavailable",
        "The embedding model's endpoint did not answer.",
        "Check the embeddings settings; search goes on without it."},
    ErrorDescription{
        configuration_error,
        "configuration_error",
        "A flag, variable or settings file is wrong; it is named.",
        "Correct the setting named in the message."},
    ErrorDescription{
        internal_error,
        "internal_error",
        "A defect of the server; the log on stderr has the detail.",
        "Try again; if it stays, report it with the log line."},
};

} // namespace

std::span<const ErrorDescription> error_catalogue() noexcept {
    return catalogue;
}

std::string_view to_string(ErrorCode code) noexcept {
    // The catalogue is in declaration order; its test checks that every code stands at its place.
    return catalogue[static_cast<std::size_t>(code)].name;
}

} // namespace retail_mcp
