#pragma once

#include "retail/import/columns.hpp"
#include "retail/import/decoder.hpp"

#include <retail_mcp/retail/import.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How a file's headings become columns.
namespace retail_mcp::import {

enum class QuantitySign { is_signed, by_type };

/// A mapping file, or what stands for one: the file's own headings are the columns' names.
struct Mapping {
    std::optional<Kind> kind;
    std::map<std::string, std::string> columns;   // heading -> column
    std::map<std::string, std::string> constants; // column -> value of every row
    std::vector<std::string> ignore;              // headings
    std::vector<std::string> attributes;          // headings that become members of metadata
    QuantitySign quantity_sign = QuantitySign::is_signed;
    bool create_categories = false;
    std::optional<Encoding> encoding;
    std::optional<char> delimiter;
    DecimalSign decimal = DecimalSign::undecided;
    std::string date_format;
    std::string time_zone;
};

/// Reads a mapping file. Errors (invalid_arguments) name the member and what would be right.
Result<Mapping> read_mapping(const std::filesystem::path& file);

/// The mapping with the command line's words over it.
Result<Mapping> with_options(Mapping mapping, const ImportOptions& options);

/// What becomes of the fields of a record: for each column the fields that hold it.
struct Plan {
    struct Target {
        const Column* column = nullptr;
        std::vector<std::size_t> fields; // several only for tags
        std::optional<std::string> constant;
    };

    std::vector<Target> targets; // one per column of the kind, in order
    std::optional<std::size_t> store_field;
    std::string store; // of every row, when there is no field
    std::vector<std::pair<std::string, std::size_t>> attributes;
    std::vector<std::string> present; // columns that the file has
    std::vector<std::string> headings;
};

/// Matches the file's headings. Errors name every heading that is neither a column nor mapped nor
/// ignored, and every required column that is missing.
Result<Plan> make_plan(
    Kind kind,
    const Mapping& mapping,
    const std::vector<std::string>& headings,
    std::string_view store
);

} // namespace retail_mcp::import
