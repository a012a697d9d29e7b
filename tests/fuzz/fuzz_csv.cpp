// Somebody's file: whatever its bytes, the reader takes it or says why not, the same in one piece
// as in many; what it took is read again from a file made of it; and no field brings a converter
// down.
#include "retail/import/convert.hpp"
#include "retail/import/csv_reader.hpp"
#include "retail/import/decoder.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace retail_mcp::import;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

struct Reading {
    std::vector<CsvRecord> records;
    bool is_whole = false;
    std::string complaint;

    bool operator==(const Reading& other) const {
        if (records.size() != other.records.size() || is_whole != other.is_whole ||
            complaint != other.complaint) {
            return false;
        }
        for (std::size_t i = 0; i < records.size(); ++i) {
            if (records[i].line != other.records[i].line ||
                records[i].fields != other.records[i].fields) {
                return false;
            }
        }
        return true;
    }
};

Reading read(std::string_view bytes, Encoding encoding, char delimiter, std::size_t piece) {
    Reading reading;
    CsvReader reader{delimiter, [&](const CsvRecord& record) -> retail_mcp::Result<void> {
                         reading.records.push_back(record);
                         return {};
                     }};
    Decoder decoder{encoding};
    const auto done = [&]() -> retail_mcp::Result<void> {
        std::string text;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            text.clear();
            const auto decoded = decoder.decode(bytes.substr(at, piece), text);
            if (auto taken = reader.read(text); !taken) {
                return taken;
            }
            if (!decoded) {
                return decoded;
            }
        }
        text.clear();
        if (auto ended = decoder.finish(text); !ended) {
            return ended;
        }
        return reader.read(text).and_then([&] { return reader.finish(); });
    }();
    reading.is_whole = done.has_value();
    reading.complaint = done ? "" : done.error().message;
    return reading;
}

/// The records as a file that holds just them.
std::string written(const std::vector<CsvRecord>& records, char delimiter) {
    std::string text;
    for (const CsvRecord& record : records) {
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            text += i == 0 ? "\"" : std::string{delimiter} + '"';
            for (const char c : record.fields[i]) {
                text += c == '"' ? "\"\"" : std::string(1, c);
            }
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

void convert_all(std::string_view field) {
    for (const DecimalSign sign :
         {DecimalSign::undecided, DecimalSign::point, DecimalSign::comma}) {
        const Format format{sign, ""};
        const Converted number = convert_decimal(field, format, 10, 4);
        if (number.ok()) { // as PostgreSQL gets it, it says the same once more
            const Converted again = convert_decimal(number.text, {DecimalSign::point, ""}, 10, 4);
            require(again.ok() && again.text == number.text);
        }
        (void)convert_integer(field, format);
    }
    for (const char* format : {"", "%d.%m.%Y", "%m/%d/%y", "%Y-%m-%dT%H:%M:%S", "%s", "%", "%c"}) {
        const Converted moment = convert_moment(field, {DecimalSign::undecided, format});
        const Converted date = convert_date(field, {DecimalSign::undecided, format});
        require(moment.ok() == date.ok());
        if (moment.ok()) {
            const Converted again = convert_moment(moment.text, {});
            require(again.ok() && again.text == moment.text);
        }
    }
    (void)convert_boolean(field);
    (void)decimal_sign_of(field);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) {
        return 0;
    }
    constexpr std::array encodings{
        Encoding::utf8,
        Encoding::utf16le,
        Encoding::utf16be,
        Encoding::latin1,
        Encoding::windows1252};
    constexpr std::array delimiters{',', ';', '\t'};
    const Encoding encoding = encodings.at(data[0] % encodings.size());
    const char delimiter = delimiters.at(data[1] % delimiters.size());
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};

    const Reading whole = read(bytes, encoding, delimiter, size);
    require(whole == read(bytes, encoding, delimiter, 1));
    require(whole == read(bytes, encoding, delimiter, 1 + data[0] / encodings.size()));
    const Reading again =
        read(written(whole.records, delimiter), Encoding::utf8, delimiter, size + 7);
    require(again.is_whole && again.records.size() == whole.records.size());
    for (std::size_t i = 0; i < again.records.size(); ++i) {
        require(again.records[i].fields == whole.records[i].fields);
    }
    (void)detect_encoding(bytes);
    (void)detect_delimiter(bytes);
    for (const CsvRecord& record : whole.records) {
        for (const std::string& field : record.fields) {
            convert_all(field);
        }
    }
    return 0;
}
