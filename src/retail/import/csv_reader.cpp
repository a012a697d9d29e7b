#include "retail/import/csv_reader.hpp"

#include <algorithm>
#include <array>

namespace retail_mcp::import {

namespace {

/// How many fields the first lines would have, twice as many where nine of ten agree.
std::size_t columns_with(char delimiter, std::string_view beginning) {
    std::vector<std::size_t> counts;
    CsvReader reader{delimiter, [&counts](const CsvRecord& record) -> Result<void> {
                         counts.push_back(record.fields.size());
                         return {};
                     }};
    // The last line is cut off, or is the last one: without it the others tell.
    const std::size_t end = beginning.find_last_of("\r\n");
    // Damage further down, or an open quote, leaves the lines before it to be counted.
    const bool whole =
        reader.read(end == std::string_view::npos ? beginning : beginning.substr(0, end + 1))
            .has_value();
    if (whole && end == std::string_view::npos) {
        (void)reader.finish();
    }
    if (counts.empty()) {
        return 0;
    }
    const auto same = std::count(counts.begin(), counts.end(), counts.front());
    // A header of many columns outweighs a row or two that are damaged.
    return static_cast<std::size_t>(same) * 10 >= counts.size() * 9 ? counts.front() * 2
                                                                    : counts.front();
}

} // namespace

tl::unexpected<Error> CsvReader::wrong(std::string_view what) const {
    return fail(
        ErrorCode::invalid_arguments,
        "line " + std::to_string(state_ == State::quoted ? quote_line_ : line_) + ": " +
            std::string{what}
    );
}

Result<void> CsvReader::read(std::string_view piece) {
    while (!piece.empty()) {
        const std::size_t plain = take_plain(piece);
        if (plain > 0 && field_->size() > max_field) {
            return wrong("a field longer than 1 MiB");
        }
        piece.remove_prefix(plain);
        if (!piece.empty()) {
            if (auto taken = take(piece.front()); !taken) {
                return taken;
            }
            piece.remove_prefix(1);
        }
    }
    return {};
}

std::size_t CsvReader::take_plain(std::string_view piece) {
    if (field_ == nullptr || (state_ != State::unquoted && state_ != State::quoted)) {
        return 0;
    }
    const char end = state_ == State::quoted ? '"' : delimiter_;
    const auto found = std::find_if(piece.begin(), piece.end(), [end](char c) {
        return c == end || c == '\n' || c == '\r' || c == '\0';
    });
    const auto length = static_cast<std::size_t>(found - piece.begin());
    if (length > 0) {
        field_->append(piece, 0, length);
        after_cr_ = false;
    }
    return length;
}

Result<void> CsvReader::take(char c) {
    const bool second_of_crlf = after_cr_ && c == '\n';
    after_cr_ = false;
    if (c == '\0') {
        return wrong("a NUL byte; this is no text file, or its encoding is another one");
    }
    if (state_ == State::quoted) {
        return take_quoted(c, second_of_crlf);
    }
    if (second_of_crlf) {
        return {};
    }
    if (!record_open_) {
        record_open_ = true;
        record_.line = line_;
        count_ = 0;
        field_ = nullptr;
    }
    if (field_ == nullptr) {
        if (count_ >= max_fields) {
            return wrong("more than " + std::to_string(max_fields) + " fields");
        }
        if (record_.fields.size() == count_) {
            record_.fields.emplace_back();
        }
        field_ = &record_.fields[count_++];
        field_->clear();
    }
    if (c == delimiter_) {
        return end_field();
    }
    if (c == '\n' || c == '\r') {
        after_cr_ = c == '\r';
        return end_record();
    }
    if (c == '"' && state_ == State::field_start) {
        state_ = State::quoted;
        quote_line_ = line_;
        return {};
    }
    if (state_ == State::after_quote) {
        if (c == '"') { // a doubled quote inside a quoted field
            *field_ += c;
            state_ = State::quoted;
            return {};
        }
        return wrong("text after a closing quote; a quote inside a quoted field is doubled (\"\")");
    }
    state_ = State::unquoted;
    *field_ += c;
    return field_->size() > max_field ? wrong("a field longer than 1 MiB") : Result<void>{};
}

Result<void> CsvReader::take_quoted(char c, bool second_of_crlf) {
    if (c == '"') {
        state_ = State::after_quote;
        return {};
    }
    *field_ += c;
    after_cr_ = c == '\r';
    if (after_cr_ || (c == '\n' && !second_of_crlf)) {
        ++line_;
    }
    return field_->size() > max_field ? wrong("a field longer than 1 MiB") : Result<void>{};
}

Result<void> CsvReader::end_field() {
    state_ = State::field_start;
    field_ = nullptr;
    // After a delimiter there is one more field, be it empty; the next character fills it.
    return {};
}

Result<void> CsvReader::end_record() {
    const bool blank =
        count_ == 1 && record_.fields.front().empty() && state_ == State::field_start;
    state_ = State::field_start;
    record_open_ = false;
    field_ = nullptr;
    ++line_;
    if (blank) {
        return {};
    }
    record_.fields.resize(count_);
    return sink_(record_);
}

Result<void> CsvReader::finish() {
    if (state_ == State::quoted) {
        return wrong("a quote is opened here and never closed");
    }
    if (!record_open_) {
        return {};
    }
    // A last line without its end, which may be cut off right after a delimiter.
    return take('\n');
}

char detect_delimiter(std::string_view beginning) {
    constexpr std::array candidates{',', ';', '\t'};
    return *std::max_element(candidates.begin(), candidates.end(), [&](char a, char b) {
        return columns_with(a, beginning) < columns_with(b, beginning);
    });
}

} // namespace retail_mcp::import
