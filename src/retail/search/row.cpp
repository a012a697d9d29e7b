#include "row.hpp"

#include <retail_mcp/retail/rows.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

namespace retail_mcp::retail::search {

Found found_of(const db::Rows& rows) {
    const std::string text{rows.text(0, rows.column("summary").value())};
    auto summary = decode<Summary>(nlohmann::json::parse(text));
    if (!summary) { // the statement writes it itself: one that does not fit is a broken statement
        throw std::logic_error{"search_products.sql: " + text};
    }
    Found found{std::move(*summary), std::vector<Row>(static_cast<std::size_t>(rows.size() - 1))};
    const RowReader reader{struct_of<Row>(), rows};
    for (int row = 1; row < rows.size(); ++row) {
        reader.read(row, &found.rows[static_cast<std::size_t>(row - 1)]);
    }
    return found;
}

std::vector<Reading> readings_of(const Summary& summary) {
    std::set<std::tuple<std::string, std::string, std::string>> readings;
    for (const Asked& store : summary.asked) {
        for (const Term& term : store.terms) {
            if (term.reading != "word" && term.reading != "number" && term.reading != "measure") {
                readings.emplace(plain(term.word), plain(term.asked), term.reading);
            }
        }
    }
    std::vector<Reading> result;
    for (const auto& [word, asked, reading] : readings) {
        result.push_back({asked, word, reading});
    }
    return result;
}

std::string plain(const std::string& word) {
    return word.substr(std::min(word.find_first_not_of('#'), word.size()));
}

} // namespace retail_mcp::retail::search
