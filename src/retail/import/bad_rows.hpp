#pragma once

#include <retail_mcp/retail/import.hpp>

#include <fstream>
#include <vector>

namespace retail_mcp::import {

/// Where faults go: the first into the report, all into the file that was named for them.
class BadRows {
public:
    /// Errors: invalid_arguments if the file cannot be written.
    static Result<BadRows> open(const std::filesystem::path& file);

    void add(BadRow row);

    /// Whether rows with faults are left out instead of failing the import.
    bool skipping() const { return file_.is_open(); }

    long long count() const { return count_; }

    std::vector<BadRow> take_first() { return std::move(first_); }

private:
    static constexpr std::size_t most_reported = 50;

    std::ofstream file_;
    std::vector<BadRow> first_;
    long long count_ = 0;
};

} // namespace retail_mcp::import
