#pragma once

#include <retail_mcp/base/error.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Bytes of a text file to UTF-8, in pieces of any size.
namespace retail_mcp::import {

enum class Encoding { utf8, utf16le, utf16be, latin1, windows1252 };

/// "UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252".
std::string_view to_string(Encoding encoding) noexcept;

/// By the names above and their usual spellings ("utf8", "latin1", "cp1252"), in any case.
std::optional<Encoding> encoding_named(std::string_view name);

/// By the byte order mark; else UTF-8 if the beginning is valid UTF-8 (a character cut off at its
/// end is), UTF-16 if every second byte of it is zero, otherwise windows-1252, which has
/// ISO-8859-1's letters in ISO-8859-1's places.
Encoding detect_encoding(std::string_view beginning);

class Decoder {
public:
    explicit Decoder(Encoding encoding) : encoding_{encoding} {}

    /// Appends the piece as UTF-8; what is cut off at its end waits for the next. A byte order
    /// mark at the beginning is dropped. Errors: invalid_arguments with the place of the first
    /// byte that the encoding does not have.
    Result<void> decode(std::string_view piece, std::string& out);

    /// The end of the file: appends what a file shorter than a mark still holds; an error if
    /// something is cut off.
    Result<void> finish(std::string& out);

private:
    Result<void> decode_rest(std::string& out);
    Result<void> decode_utf8(std::string& out);
    Result<void> decode_utf16(std::string& out);
    void decode_single_byte(std::string& out);
    tl::unexpected<Error> invalid(std::size_t offset) const;

    Encoding encoding_;
    std::string rest_;
    unsigned long long consumed_ = 0;
    bool began_ = false;
};

} // namespace retail_mcp::import
