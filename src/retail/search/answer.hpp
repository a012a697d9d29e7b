#pragma once

#include "recall.hpp"

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/values.hpp>
#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What search_products answers.
namespace retail_mcp::retail::search {

struct StoreOffer {
    std::string store_id;
    Money price;
    Quantity on_hand;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &StoreOffer::store_id),
            field("price", &StoreOffer::price),
            field("on_hand", &StoreOffer::on_hand)
        );
    }
};

struct Product {
    std::string sku;
    std::string name;
    std::optional<std::string> brand;
    std::optional<std::string> category;
    Money price;
    Quantity on_hand;
    bool in_stock = false;
    double relevance = 0;
    std::string why_matched;
    std::vector<std::string> lacks;
    std::vector<StoreOffer> stores;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Product::sku),
            field("name", &Product::name),
            field("brand", &Product::brand),
            field("category", &Product::category),
            field("price", &Product::price),
            field("on_hand", &Product::on_hand),
            field("in_stock", &Product::in_stock),
            field("relevance", &Product::relevance),
            field("why_matched", &Product::why_matched),
            field("lacks", &Product::lacks, sparse),
            field("stores", &Product::stores, sparse)
        );
    }
};

struct Count {
    std::string value;
    std::int64_t count = 0;

    static constexpr auto fields() {
        return field_list(field("value", &Count::value), field("count", &Count::count));
    }
};

struct PriceBand {
    Money from;
    Money to;
    std::int64_t count = 0;

    static constexpr auto fields() {
        return field_list(
            field("from", &PriceBand::from),
            field("to", &PriceBand::to),
            field("count", &PriceBand::count)
        );
    }
};

struct Facets {
    std::vector<Count> categories;
    std::vector<Count> brands;
    std::vector<PriceBand> price_bands;
    std::int64_t in_stock = 0;
    std::int64_t out_of_stock = 0;

    static constexpr auto fields() {
        return field_list(
            field("categories", &Facets::categories),
            field("brands", &Facets::brands),
            field("price_bands", &Facets::price_bands),
            field("in_stock", &Facets::in_stock),
            field("out_of_stock", &Facets::out_of_stock)
        );
    }
};

/// How a word of the query was read: corrected, split, joined; or unknown, no product has it.
struct Reading {
    std::string asked;
    std::string word;
    std::string reading;

    static constexpr auto fields() {
        return field_list(
            field("asked", &Reading::asked),
            field("word", &Reading::word),
            field("reading", &Reading::reading)
        );
    }
};

struct Understood {
    std::string text;                    ///< what was looked for once the phrases were taken out
    std::optional<std::string> category; ///< named by the query, as the shop writes it
    std::optional<std::string> brand;
    std::optional<Money> price_min;
    std::optional<Money> price_max;
    bool in_stock = false;
    std::vector<Reading> corrections;
    std::vector<std::string> unknown;
    std::optional<std::string> way_back;

    static constexpr auto fields() {
        return field_list(
            field("text", &Understood::text),
            field("category", &Understood::category, sparse),
            field("brand", &Understood::brand, sparse),
            field("price_min", &Understood::price_min),
            field("price_max", &Understood::price_max),
            field("in_stock", &Understood::in_stock),
            field("corrections", &Understood::corrections),
            field("unknown", &Understood::unknown),
            field("way_back", &Understood::way_back)
        );
    }
};

/// How many of the matches a filter took away.
struct FilteredOut {
    std::string filter; ///< as the argument is called; price for price_min and price_max
    std::int64_t products = 0;

    static constexpr auto fields() {
        return field_list(
            field("filter", &FilteredOut::filter), field("products", &FilteredOut::products)
        );
    }
};

enum class NothingFound { no_match, filtered_out };

constexpr auto enum_names(NothingFound) {
    return names<NothingFound>(
        {{NothingFound::no_match, "no_match"}, {NothingFound::filtered_out, "filtered_out"}}
    );
}

struct Answer {
    Head head;
    std::vector<Product> products;
    /// Where there is no product: why, what the filters took away, and the nearest there is: the
    /// best without the filters, or what sells where no product matches at all.
    std::optional<NothingFound> nothing_found;
    std::vector<FilteredOut> filtered_out;
    std::vector<Product> alternatives;
    Facets facets;
    Understood understood;
    RecallMode recall_mode = RecallMode::lexical;
    std::string recall_note;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("products", &Answer::products),
            field("nothing_found", &Answer::nothing_found, sparse),
            field("filtered_out", &Answer::filtered_out, sparse, outlined),
            field("alternatives", &Answer::alternatives, sparse, outlined),
            field("facets", &Answer::facets),
            field("understood", &Answer::understood),
            field("recall_mode", &Answer::recall_mode),
            field("recall_note", &Answer::recall_note)
        );
    }
};

/// The answer as a person reads it.
std::string in_words(const Answer& answer, const ToolContext& context);

} // namespace retail_mcp::retail::search
