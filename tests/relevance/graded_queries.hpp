#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// The relevance benchmark's needs, as queries.tsv explains them.
namespace retail_mcp::relevance {

struct GradedQuery {
    std::string kind;
    std::string text;
    std::string patterns; ///< of grade 3, 2 and 1, as a PostgreSQL array
    std::optional<std::string> lowest;
    std::optional<std::string> highest;
};

std::vector<GradedQuery> read_queries(const std::string& path);

/// The query with one slip in its longest word: by turns two letters swapped, one left out, one
/// doubled. Words with digits are left alone.
std::string misspell(const std::string& text, std::size_t turn);

} // namespace retail_mcp::relevance
