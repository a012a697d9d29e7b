#include "similar.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <cmath>

namespace retail_mcp::retail::search {

namespace {

/// Products that met on fewer receipts say nothing.
constexpr int least_common_baskets = 5;

/// What similar_substitutes.sql knows of a product beside the product.
struct Likeness {
    std::optional<double> similarity;
    bool is_same_type = false;
    bool is_same_category = false;
    bool is_same_brand = false;
    std::optional<std::string> kind;
    std::optional<std::int64_t> price_difference; ///< in percent
    std::int64_t total = 0;

    static constexpr auto fields() {
        return field_list(
            field("similarity", &Likeness::similarity),
            field("is_same_type", &Likeness::is_same_type),
            field("is_same_category", &Likeness::is_same_category),
            field("is_same_brand", &Likeness::is_same_brand),
            field("kind", &Likeness::kind),
            field("price_difference", &Likeness::price_difference),
            field("total", &Likeness::total)
        );
    }
};

/// What similar_complements.sql knows of a product beside the product.
struct Company {
    std::int64_t baskets = 0;
    Decimal lift;
    std::int64_t total = 0;

    static constexpr auto fields() {
        return field_list(
            field("baskets", &Company::baskets),
            field("lift", &Company::lift),
            field("total", &Company::total)
        );
    }
};

std::string price_in_words(std::int64_t difference) {
    if (difference == 0) {
        return "same price";
    }
    return std::to_string(std::abs(difference)) + " % " + (difference < 0 ? "cheaper" : "dearer");
}

std::string why(const Likeness& likeness) {
    std::vector<std::string> reasons;
    if (likeness.is_same_type) {
        reasons.push_back("same type");
    } else if (likeness.is_same_category) {
        reasons.emplace_back("same category");
    }
    if (likeness.is_same_brand) {
        reasons.emplace_back("same brand");
    }
    if (likeness.price_difference) {
        reasons.push_back(price_in_words(*likeness.price_difference));
    }
    if (likeness.similarity) {
        const auto percent = std::lround(*likeness.similarity * 100);
        reasons.push_back(std::to_string(percent) + " % alike in meaning");
    }
    return join(reasons, ", ");
}

std::string why(const Company& company) {
    return "bought together on " + std::to_string(company.baskets) + " receipts, " +
           company.lift.to_string() + " times as often as by chance";
}

/// Columns of the product itself; `why` is not among them.
template <class Reason>
SimilarProducts products_of(const db::Rows& rows) {
    SimilarProducts found{rows_as<SimilarProduct>(rows), 0};
    const auto reasons = rows_as<Reason>(rows);
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        found.products[i].why = why(reasons[i]);
        found.total = reasons[i].total;
    }
    return found;
}

} // namespace

asio::awaitable<Result<SimilarProducts>>
find_substitutes(ToolContext& context, std::string sku, int limit, std::int64_t offset) {
    db::Query query{
        &sql::similar_substitutes,
        {context.scope().ids(), std::move(sku), std::to_string(limit), std::to_string(offset)}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    co_return products_of<Likeness>(*rows);
}

asio::awaitable<Result<SimilarProducts>>
find_complements(ToolContext& context, std::string sku, int limit, std::int64_t offset) {
    db::Query query{
        &sql::similar_complements,
        {context.scope().ids(),
         std::move(sku),
         std::to_string(limit),
         std::to_string(offset),
         std::to_string(least_common_baskets),
         context.scope().first().business_date(context.now()).to_string()}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    co_return products_of<Company>(*rows);
}

TextTable table_of(const std::vector<SimilarProduct>& products, const ToolContext& context) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 60);
    table.add_column("price", TextTable::Align::right);
    table.add_column("on hand", TextTable::Align::right);
    table.add_column("why", TextTable::Align::left, 80);
    for (const SimilarProduct& product : products) {
        table.add_row(
            {product.sku,
             product.name,
             money_text(product.price, context.scope().currency()),
             quantity_text(product.on_hand),
             product.why}
        );
    }
    return table;
}

} // namespace retail_mcp::retail::search
