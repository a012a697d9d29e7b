#pragma once

#include <retail_mcp/base/error.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::db {
class AdminConnection;
}

/// Somebody else's data: files of comma-separated values into the tables and back. For
/// administration, blocking, one thread; memory does not grow with the file.
namespace retail_mcp::import {

enum class Kind { stores, categories, products, customers, transactions, stock };

std::string_view to_string(Kind kind) noexcept;
std::optional<Kind> kind_named(std::string_view name);

/// What the command line says; it overrides the mapping file, which overrides detection.
struct ImportOptions {
    Kind kind = Kind::products;
    std::filesystem::path file;
    /// The store of every row; empty: the file has a store_id column (or the rows are the chain's).
    std::string store = {};
    std::filesystem::path mapping = {};
    /// Rows that cannot be taken go there instead of failing the import.
    std::filesystem::path bad_rows = {};
    bool dry_run = false;
    std::string encoding = {};
    std::string delimiter = {};
    std::string decimal = {};
    std::string date_format = {};
    std::string time_zone = {};
};

/// One field that cannot be taken. `line` is the file's, of the record's beginning.
struct BadRow {
    long long line = 0;
    std::string column;
    std::string value;
    std::string reason;
};

/// What was done, in the words that the command prints.
struct ImportReport {
    std::vector<std::string> notes;   // what the file is, and what became of odd rows
    std::vector<std::string> balance; // per store: the file's sums and the database's
    std::vector<BadRow> bad_rows;     // the first of them
    long long bad_row_count = 0;
    long long rows = 0; // taken from the file
    long long added = 0;
    long long corrected = 0;
    bool committed = false;
};

/// Told how much of the file has been read, and which step has begun.
struct ImportProgress {
    std::function<void(unsigned long long done, unsigned long long total)> read;
    std::function<void(std::string_view step)> step;
};

/// Imports one file in one transaction: everything or nothing, unless `bad_rows` is named. Bad
/// rows are in the report, with committed = false; other failures are errors. The same file again
/// changes nothing; a corrected one corrects by SKU, customer reference, transaction and line.
Result<ImportReport> import_file(
    db::AdminConnection& connection, const ImportOptions& options, const ImportProgress& progress
);

/// A mapping file for `file`, from its heading and first rows: JSON for --map.
Result<std::string> suggest_mapping(const std::filesystem::path& file);

/// Writes a kind's rows in the columns that import takes; one store's, or all with a store_id
/// column. The number of rows.
Result<long long> export_file(
    db::AdminConnection& connection,
    Kind kind,
    const std::filesystem::path& file,
    std::string_view store
);

} // namespace retail_mcp::import
