#include "row.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

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

/// A number's token as a person writes it.
std::string plain(const std::string& word) {
    return word.substr(std::min(word.find_first_not_of('#'), word.size()));
}

/// The words of the query that a product matched, and those it lacks. A measure says no more than
/// the number before it.
struct Words {
    std::set<std::string> matched;
    std::set<std::string> lacking;
};

Words words_of(const Match& match, const std::vector<Term>& terms) {
    const auto has = [&](const Term& term) {
        return term.lexeme && term.store_id == match.store_id &&
               std::find(match.lexemes.begin(), match.lexemes.end(), *term.lexeme) !=
                   match.lexemes.end();
    };
    std::set<int> matched_positions;
    for (const Term& term : terms) {
        if (has(term)) {
            matched_positions.insert(term.position);
        }
    }
    Words words;
    for (const Term& term : terms) {
        if (term.store_id != match.store_id || term.reading == "measure") {
            continue;
        }
        if (has(term)) {
            words.matched.insert(plain(term.word));
        }
        if (matched_positions.count(term.position) == 0) {
            words.lacking.insert(plain(term.asked));
        }
    }
    return words;
}

std::string why(const Row& row, const Words& words) {
    if (row.is_exact) {
        return "its SKU, barcode or model number";
    }
    if (!words.matched.empty()) {
        const std::vector<std::string> matched{words.matched.begin(), words.matched.end()};
        return join(matched, ", ");
    }
    return row.has_number ? "its number begins so" : "near in meaning";
}

Product to_product(Row& row, const std::vector<Term>& terms) {
    Match match = from_json<Match>(row.match);
    const Words words = words_of(match, terms);
    Product product;
    product.sku = *row.sku;
    product.name = std::move(row.product_name);
    product.brand = std::move(row.brand);
    product.category = std::move(row.category);
    product.price = row.price;
    product.on_hand = row.available;
    product.in_stock = row.available.amount > Decimal{0};
    product.relevance = row.relevance.value_or(0);
    product.why_matched = why(row, words);
    if (!row.is_exact) { // a number is all that was asked for
        product.lacks.assign(words.lacking.begin(), words.lacking.end());
    }
    product.stores = std::move(match.stores);
    return product;
}

} // namespace

Summary summary_of(const Row& row) {
    return from_json<Summary>(row.summary.value());
}

std::vector<Reading> readings_of(const std::vector<Term>& terms) {
    std::set<std::tuple<std::string, std::string, std::string>> readings;
    for (const Term& term : terms) {
        if (term.reading != "word" && term.reading != "number" && term.reading != "measure") {
            readings.emplace(plain(term.word), plain(term.asked), term.reading);
        }
    }
    std::vector<Reading> result;
    for (const auto& [word, asked, reading] : readings) {
        result.push_back({asked, word, reading});
    }
    return result;
}

std::vector<Product> products_of(std::vector<Row>& rows, const std::vector<Term>& terms) {
    std::vector<Product> products;
    for (Row& row : rows) {
        if (row.sku) {
            products.push_back(to_product(row, terms));
        }
    }
    return products;
}

} // namespace retail_mcp::retail::search
