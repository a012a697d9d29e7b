#pragma once

#include "sql/corpus_world.hpp"

#include <random>
#include <string>
#include <vector>

/// Random queries over everything that a reader may read: joins, aggregates, windows, set
/// operations, subqueries. Their answers are determined: all output columns are sorted by.
namespace retail_mcp::test {

class RandomQueries {
public:
    /// Reads what the reader may read from the catalogue, so that tables and columns to come are
    /// in it. Literals are values of all stores'.
    RandomQueries(const Reader& reader, unsigned int seed);

    std::string next();

    /// How many columns the queries are about, and how many were left out because a database made
    /// anew holds other values there (drawn ids, times of writing).
    std::size_t columns() const { return columns_.size(); }

    std::size_t left_out() const { return left_out_; }

private:
    struct Column {
        std::string name;
        std::string type;
        bool is_number = false;
        std::vector<std::string> literals; ///< quoted
    };

    struct Table {
        std::string name;
        std::vector<Column> columns;
    };

    /// A table in a FROM clause.
    struct Range {
        std::string alias;
        const Table* table;
    };

    bool chance(int percent);
    std::size_t below(std::size_t end);

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

    std::string key(const std::vector<Range>& ranges);
    std::string number(const std::vector<Range>& ranges);
    std::string aggregate(const std::vector<Range>& ranges);
    std::string shared(const Range& a, const Range& b);
    std::string from(std::vector<Range>& ranges);
    std::string condition(const std::vector<Range>& ranges, int depth);
    std::string where(const std::vector<Range>& ranges);

    std::string groups();
    std::string totals();
    std::string windows();
    std::string rows();
    std::string sets();
    std::string laterals();

    std::mt19937 random_;
    std::vector<Table> tables_;
    std::vector<std::string> columns_;
    std::size_t left_out_ = 0;
};

} // namespace retail_mcp::test
