#pragma once

#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Products related to a product: what could stand in for it, and what is bought along with it.
namespace retail_mcp::retail::search {

struct SimilarProduct {
    std::string sku;
    std::string name;
    std::optional<std::string> brand;
    Money price;
    Quantity on_hand; ///< available, over the scope's stores
    bool in_stock = false;
    std::string why;

    static constexpr auto fields() {
        return field_list(
            field("sku", &SimilarProduct::sku),
            field("name", &SimilarProduct::name),
            field("brand", &SimilarProduct::brand),
            field("price", &SimilarProduct::price),
            field("on_hand", &SimilarProduct::on_hand),
            field("in_stock", &SimilarProduct::in_stock),
            field("why", &SimilarProduct::why)
        );
    }
};

/// A page of them, and how many there are in all.
struct SimilarProducts {
    std::vector<SimilarProduct> products;
    std::int64_t total = 0;
};

/// Substitutes, those in stock first. Empty for an unknown SKU, too.
asio::awaitable<Result<SimilarProducts>>
find_substitutes(ToolContext& context, std::string sku, int limit, std::int64_t offset);

/// What was bought on the same receipts within a year, the strongest evidence first.
asio::awaitable<Result<SimilarProducts>>
find_complements(ToolContext& context, std::string sku, int limit, std::int64_t offset);

TextTable table_of(const std::vector<SimilarProduct>& products, const ToolContext& context);

} // namespace retail_mcp::retail::search
