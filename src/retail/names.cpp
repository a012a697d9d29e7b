#include "names.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

asio::awaitable<Error> unknown_name(
    ToolContext& context, ErrorCode code, std::string kind, std::string wanted, db::Query known
) {
    auto rows = co_await context.read(std::move(known));
    if (!rows) {
        co_return std::move(rows.error());
    }
    std::vector<std::string> names;
    for (int row = 0; row < rows->size(); ++row) {
        names.emplace_back(rows->text(row, 1));
    }
    Error error{code, "There is no " + kind + ' ' + quoted(wanted) + " here."};
    error.hint = "Use one of the candidates, or search_products.";
    error.candidates = nearest_names(wanted, names);
    co_return error;
}

} // namespace

asio::awaitable<Error> unknown_sku(ToolContext& context, std::string sku) {
    db::Query known{&sql::known_names, {context.scope().ids(), {}, {}, sku}};
    co_return co_await unknown_name(
        context, ErrorCode::unknown_sku, "SKU", std::move(sku), std::move(known)
    );
}

asio::awaitable<Error> unknown_category(ToolContext& context, std::string category) {
    db::Query known{&sql::known_names, {context.scope().ids(), category, {}, {}}};
    co_return co_await unknown_name(
        context, ErrorCode::unknown_category, "category", std::move(category), std::move(known)
    );
}

} // namespace retail_mcp::retail
