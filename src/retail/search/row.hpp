#pragma once

#include "answer.hpp"

#include <retail_mcp/db/rows.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The rows of sql/queries/search_products.sql.
namespace retail_mcp::retail::search {

/// A term of the query as one store's catalogue knows it (retail.search_query_terms).
struct Term {
    int position = 0; ///< of its word in the query
    std::string asked;
    std::string word;
    std::optional<std::string> lexeme; ///< absent where no product has it
    std::string reading;

    static constexpr auto fields() {
        return field_list(
            field("position", &Term::position),
            field("asked", &Term::asked),
            field("word", &Term::word),
            field("lexeme", &Term::lexeme),
            field("reading", &Term::reading)
        );
    }
};

/// How one store read the query.
struct Asked {
    std::string store_id;
    std::vector<std::string> lexemes; ///< heaviest first: bit n of Row::words is lexeme n
    std::vector<Term> terms;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Asked::store_id),
            field("lexemes", &Asked::lexemes),
            field("terms", &Asked::terms)
        );
    }
};

/// A brand of a store that the query may name, and how much of the query its name is (0 to 1).
struct NamedBrand {
    std::string store_id;
    std::string brand;
    double share = 0;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &NamedBrand::store_id),
            field("brand", &NamedBrand::brand),
            field("share", &NamedBrand::share)
        );
    }
};

/// What the query names: a category, with the text that is left to look for, or brands.
struct Named {
    std::optional<std::string> text;
    std::optional<std::string> category;
    std::vector<int> whole; ///< the category with those below it, where it is all that is asked
    std::vector<NamedBrand> brands;

    static constexpr auto fields() {
        return field_list(
            field("text", &Named::text),
            field("category", &Named::category),
            field("whole", &Named::whole),
            field("brands", &Named::brands)
        );
    }
};

/// What the statement says of the whole answer.
struct Summary {
    bool is_bounded = false; ///< there may be more than it counts
    bool category_is_unknown = false;
    std::vector<Meaning> meaning;
    std::vector<Asked> asked;
    Named named;
    std::map<std::string, std::string> paths; ///< of the categories, by number

    static constexpr auto fields() {
        return field_list(
            field("is_bounded", &Summary::is_bounded),
            field("category_is_unknown", &Summary::category_is_unknown),
            field("meaning", &Summary::meaning),
            field("asked", &Summary::asked),
            field("named", &Summary::named),
            field("paths", &Summary::paths)
        );
    }
};

/// A product in a store that matches, with what orders it.
struct Row {
    std::string store_id;
    std::string sku;
    std::string name;
    std::optional<std::string> brand;
    std::optional<int> category_id;
    Money price;
    Quantity available;
    double score = 0;
    std::optional<double> cosine; ///< to the query, where both have a vector
    double matched = 0;           ///< the weight of the terms it has, as a share of all
    int rank = 0; ///< 2: its number is asked for, 1: it begins so, -1: after all the others
    std::int64_t words = 0;
    std::optional<double> sort_value; ///< what `newest` and `best_selling` sort by

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Row::store_id),
            field("sku", &Row::sku),
            field("name", &Row::name),
            field("brand", &Row::brand),
            field("category_id", &Row::category_id),
            field("price", &Row::price),
            field("available", &Row::available),
            field("score", &Row::score),
            field("cosine", &Row::cosine),
            field("matched", &Row::matched),
            field("rank", &Row::rank),
            field("words", &Row::words),
            field("sort_value", &Row::sort_value)
        );
    }
};

/// All that the statement says.
struct Found {
    Summary summary;
    std::vector<Row> rows; ///< in the order of their names where that is the sort asked for
};

/// Throws std::logic_error for what the statement cannot say.
Found found_of(const db::Rows& rows);

/// The words that were not read as they stand.
std::vector<Reading> readings_of(const Summary& summary);

/// A number's token as a person writes it.
std::string plain(const std::string& word);

} // namespace retail_mcp::retail::search
