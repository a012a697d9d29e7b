#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>
#include <retail_mcp/sql.hpp>

#include <array>
#include <fstream>

namespace retail_mcp::import {

namespace {

/// For one store without the column store_id, or for all with it.
const db::Statement& statement_of(Kind kind, bool one_store) {
    static const std::array all{
        sql::export_stores,
        sql::export_categories,
        sql::export_products,
        sql::export_customers,
        sql::export_transactions,
        sql::export_stock};
    static const std::array one{
        sql::export_stores,
        sql::export_categories_of_store,
        sql::export_products_of_store,
        sql::export_customers_of_store,
        sql::export_transactions_of_store,
        sql::export_stock_of_store};
    return (one_store ? one : all).at(static_cast<std::size_t>(kind));
}

} // namespace

Result<long long> export_file(
    db::AdminConnection& connection,
    Kind kind,
    const std::filesystem::path& file,
    std::string_view store
) {
    std::ofstream stream{file, std::ios::binary | std::ios::trunc};
    if (!stream) {
        return fail(ErrorCode::invalid_arguments, "cannot write " + file.string());
    }
    long long lines = 0;
    const auto done = connection.transaction([&]() -> Result<void> {
        const std::array<db::Parameter, 1> parameters{
            store.empty() ? db::Parameter{} : db::Parameter{std::string{store}}};
        if (auto begun = connection.query(sql::export_begin, parameters); !begun) {
            return fail(begun.error());
        }
        const auto copied = connection.copy_out(
            statement_of(kind, !store.empty()).text,
            [&](std::string_view line) -> Result<void> {
                stream << line << '\n';
                ++lines;
                return {};
            }
        );
        return copied ? Result<void>{} : fail(copied.error());
    });
    if (!done) {
        return fail(done.error());
    }
    stream.flush();
    return stream ? Result<long long>{lines - 1} // without the heading
                  : fail(ErrorCode::invalid_arguments, "cannot write all of " + file.string());
}

} // namespace retail_mcp::import
