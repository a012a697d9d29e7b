#pragma once

#include <retail_mcp/base/error.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values, in pieces of any size: quoted fields may hold separators, doubled quotes
/// and line breaks; lines end with LF, CRLF or CR, in one file even mixed. Does no I/O.
namespace retail_mcp::import {

struct CsvRecord {
    long long line = 0; // of the file, where the record begins; from 1
    std::vector<std::string> fields;
};

class CsvReader {
public:
    /// Gets every record; an error from it ends the reading. Empty lines are no records.
    using Sink = std::function<Result<void>(const CsvRecord&)>;

    /// Longest field and most fields of a record; more is an error rather than memory.
    static constexpr std::size_t max_field = 1024 * 1024;
    static constexpr std::size_t max_fields = 2000;

    CsvReader(char delimiter, Sink sink) : delimiter_{delimiter}, sink_{std::move(sink)} {}

    /// Errors (invalid_arguments, with the line): a quote inside an unquoted field that opens
    /// nothing is text; text after a closing quote, a NUL, and what is beyond the limits are not
    /// accepted.
    Result<void> read(std::string_view piece);

    /// The end of the file: the last record need not have a line end. An open quote is an error.
    Result<void> finish();

private:
    enum class State { field_start, unquoted, quoted, after_quote };

    /// What stands within a field and means nothing, at once; how much of the piece.
    std::size_t take_plain(std::string_view piece);
    Result<void> take(char c);
    Result<void> take_quoted(char c, bool second_of_crlf);
    Result<void> end_field();
    Result<void> end_record();
    tl::unexpected<Error> wrong(std::string_view what) const;

    char delimiter_;
    Sink sink_;
    State state_ = State::field_start;
    CsvRecord record_;
    std::size_t count_ = 0; // fields of the record so far; the vector keeps their memory
    std::string* field_ = nullptr;
    long long line_ = 1;
    long long quote_line_ = 0;
    bool after_cr_ = false;
    bool record_open_ = false;
};

/// The separator that divides the first lines of a file most evenly: comma, semicolon or tab.
char detect_delimiter(std::string_view beginning);

} // namespace retail_mcp::import
