#include "graded_queries.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace retail_mcp::relevance {

namespace {

std::string quoted(const std::string& pattern) {
    std::string out = "\"";
    for (const char c : pattern) {
        out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return out + "\"";
}

/// A grade's pattern, with its price<N and price>N taken off.
std::string take_bounds(const std::string& column, GradedQuery& query) {
    std::istringstream words{column};
    std::string pattern;
    for (std::string word; words >> word;) {
        if (word.starts_with("price<")) {
            query.highest = word.substr(6);
        } else if (word.starts_with("price>")) {
            query.lowest = word.substr(6);
        } else {
            pattern += (pattern.empty() ? "" : " ") + word;
        }
    }
    return pattern;
}

} // namespace

std::vector<GradedQuery> read_queries(const std::string& path) {
    std::ifstream file{path};
    if (!file) {
        throw std::runtime_error{"cannot read " + path};
    }
    std::vector<GradedQuery> queries;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        std::istringstream columns{line};
        GradedQuery query;
        std::getline(columns, query.kind, '\t');
        std::getline(columns, query.text, '\t');
        std::string patterns;
        for (std::string column; std::getline(columns, column, '\t');) {
            patterns += (patterns.empty() ? "" : ",") + quoted(take_bounds(column, query));
        }
        query.patterns = "{" + patterns + "}";
        queries.push_back(std::move(query));
    }
    return queries;
}

std::string misspell(const std::string& text, std::size_t turn) {
    std::istringstream words{text};
    std::string longest;
    for (std::string word; words >> word;) {
        const bool letters = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == word.npos;
        longest = letters && word.size() > longest.size() ? word : longest;
    }
    if (longest.size() < 4) {
        return text;
    }
    std::string slipped = longest;
    const std::size_t at = slipped.size() / 2;
    switch (turn % 3) {
    case 0:
        std::swap(slipped[at - 1], slipped[at]);
        break;
    case 1:
        slipped.erase(at, 1);
        break;
    default:
        slipped.insert(at, 1, slipped[at]);
    }
    std::string out = text;
    return out.replace(out.find(longest), longest.size(), slipped);
}

} // namespace retail_mcp::relevance
