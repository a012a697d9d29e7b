#include "known_names.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

#include <vector>

namespace retail_mcp::retail {

namespace {

struct Kind {
    std::string_view name;
    ErrorCode code;
    const std::optional<std::string> NamedFilters::*wanted;
    std::string_view hint;
};

constexpr Kind kinds[] = {
    {"category",
     ErrorCode::unknown_category,
     &NamedFilters::category,
     "browse_catalog lists the categories."},
    {"brand", ErrorCode::unknown_brand, &NamedFilters::brand, "browse_catalog lists the brands."},
    {"sku",
     ErrorCode::unknown_sku,
     &NamedFilters::sku,
     "search_products finds products by description."},
};

Result<void> judge(const Kind& kind, const std::string& wanted, const db::Rows& rows) {
    std::vector<std::string> names;
    for (int row = 0; row < rows.size(); ++row) {
        if (rows.text(row, 0) != kind.name) {
            continue;
        }
        if (rows.text(row, 2) == "t") {
            return {};
        }
        names.emplace_back(rows.text(row, 1));
    }
    return fail(
        kind.code,
        "No " + std::string{kind.name} + " is called " + quoted(wanted) + ".",
        std::string{kind.hint},
        nearest_names(wanted, names)
    );
}

} // namespace

std::optional<std::string> only(const std::vector<std::string>& skus) {
    return skus.size() == 1 ? std::optional{skus.front()} : std::nullopt;
}

asio::awaitable<Result<void>> check_known(ToolContext& context, NamedFilters filters) {
    if (!filters.category && !filters.brand && !filters.sku) {
        co_return Result<void>{};
    }
    db::Query query{
        &sql::known_names, {context.scope().ids(), filters.category, filters.brand, filters.sku}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    for (const Kind& kind : kinds) {
        if (const auto& wanted = filters.*kind.wanted) {
            if (auto judged = judge(kind, *wanted, *rows); !judged) {
                co_return judged;
            }
        }
    }
    co_return Result<void>{};
}

} // namespace retail_mcp::retail
