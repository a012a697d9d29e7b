#pragma once

#include "answer.hpp"

/// The rows of sql/queries/search_products.sql.
namespace retail_mcp::retail::search {

/// A term of the query as one store's catalogue knows it (retail.search_query_terms).
struct Term {
    std::string store_id;
    int position = 0; ///< of its word in the query
    std::string asked;
    std::string word;
    std::optional<std::string> lexeme; ///< absent where no product has it
    std::string reading;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Term::store_id),
            field("position", &Term::position),
            field("asked", &Term::asked),
            field("word", &Term::word),
            field("lexeme", &Term::lexeme),
            field("reading", &Term::reading)
        );
    }
};

/// What the query names: a category, with the text that is left to look for, or a brand.
struct Named {
    std::optional<std::string> text;
    std::optional<std::string> category;
    std::optional<std::string> brand;

    static constexpr auto fields() {
        return field_list(
            field("text", &Named::text),
            field("category", &Named::category),
            field("brand", &Named::brand)
        );
    }
};

/// What the statement says of the whole answer.
struct Summary {
    std::vector<Meaning> meaning;
    std::vector<Term> terms;
    Named named;
    Facets facets;

    static constexpr auto fields() {
        return field_list(
            field("meaning", &Summary::meaning),
            field("terms", &Summary::terms),
            field("named", &Summary::named),
            field("facets", &Summary::facets)
        );
    }
};

/// How a product matched.
struct Match {
    std::string store_id; ///< of the best match, where there are several
    std::vector<std::string> lexemes;
    std::vector<StoreOffer> stores;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Match::store_id),
            field("lexemes", &Match::lexemes),
            field("stores", &Match::stores)
        );
    }
};

/// A row of the statement; what concerns the whole answer stands on the first of them.
struct Row {
    std::optional<std::int64_t> total;
    bool is_bounded = false;
    bool has_more = false;
    std::optional<bool> category_is_unknown;
    std::optional<std::string> summary; ///< Summary as JSON, on the first row
    std::optional<std::string> sku;
    std::string product_name;
    std::optional<std::string> brand;
    std::optional<std::string> category;
    Money price;
    Quantity available;
    std::optional<double> relevance;
    bool is_exact = false;
    bool has_number = false; ///< a number of it is named, or begins so
    std::string match;       ///< Match as JSON

    static constexpr auto fields() {
        return field_list(
            field("total", &Row::total),
            field("is_bounded", &Row::is_bounded),
            field("has_more", &Row::has_more),
            field("category_is_unknown", &Row::category_is_unknown),
            field("summary", &Row::summary),
            field("sku", &Row::sku),
            field("product_name", &Row::product_name),
            field("brand", &Row::brand),
            field("category", &Row::category),
            field("price", &Row::price),
            field("available", &Row::available),
            field("relevance", &Row::relevance),
            field("is_exact", &Row::is_exact),
            field("has_number", &Row::has_number),
            field("match", &Row::match)
        );
    }
};

/// What the statement says of the whole answer, of its first row. Throws std::logic_error for what
/// it cannot say.
Summary summary_of(const Row& row);

/// The words that were not read as they stand.
std::vector<Reading> readings_of(const std::vector<Term>& terms);

/// The products of the rows, given the terms of their summary. Throws std::logic_error for what the
/// statement cannot say.
std::vector<Product> products_of(std::vector<Row>& rows, const std::vector<Term>& terms);

} // namespace retail_mcp::retail::search
