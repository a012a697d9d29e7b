#include "row.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace retail_mcp::retail::search {

namespace {

/// The statement writes these values itself: one that does not fit is a broken statement.
template <class T>
T from_json(const std::string& text) {
    auto value = decode<T>(nlohmann::json::parse(text));
    if (!value) {
        throw std::logic_error{"search_products.sql: " + text};
    }
    return std::move(*value);
}

std::string why(const Row& row, const Match& match) {
    if (row.is_exact) {
        return "its SKU, barcode or model number";
    }
    if (!match.words.empty()) {
        return join(match.words, ", ");
    }
    return row.has_number ? "its number begins so" : "near in meaning";
}

} // namespace

Summary summary_of(const Row& row) {
    return from_json<Summary>(row.summary.value());
}

Product to_product(Row& row) {
    Match match = from_json<Match>(row.match);
    Product product;
    product.sku = *row.sku;
    product.name = std::move(row.product_name);
    product.brand = std::move(row.brand);
    product.category = std::move(row.category);
    product.price = row.price;
    product.on_hand = row.available;
    product.in_stock = row.available.amount > Decimal{0};
    product.relevance = row.relevance.value_or(0);
    product.why_matched = why(row, match);
    product.lacks = std::move(match.lacks);
    product.stores = std::move(match.stores);
    return product;
}

} // namespace retail_mcp::retail::search
