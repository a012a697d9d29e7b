#pragma once

#include <retail_mcp/retail/import.hpp>

#include <functional>
#include <string>
#include <vector>

/// Files as they really come, whole or damaged, and what must come of each. They are imported, one
/// after the other, into the store "berlin" (EUR, Europe/Berlin), which sells the article ART
/// for 2.
namespace retail_mcp::test {

using import::Kind;

/// A file, how it is imported, and what must come of it.
struct OddFile {
    std::string name;
    Kind kind = Kind::products;
    std::string bytes;
    /// Part of the error, of a bad row ("line 2, price: …"), or of a note.
    std::string says;
    /// Asked of the database afterwards, and its answer; empty: not asked.
    std::string question = {};
    std::string answer = {};
    std::function<void(import::ImportOptions&)> with = {};
    std::string mapping = {};
};

/// Encodings, line ends, emptiness.
const std::vector<OddFile>& odd_texts();

/// Quotes, separators, missing and unknown columns.
const std::vector<OddFile>& odd_fields();

/// Numbers and other values, categories and attributes.
const std::vector<OddFile>& odd_numbers();

/// Receipts as tills write them, and the other kinds' own faults.
const std::vector<OddFile>& odd_documents();

/// What a mapping or the command line says of a file, and what follows from the whole of it.
const std::vector<OddFile>& odd_mappings();

} // namespace retail_mcp::test
