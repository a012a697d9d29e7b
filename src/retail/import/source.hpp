#pragma once

#include "retail/import/csv_reader.hpp"
#include "retail/import/mapping.hpp"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

struct evp_md_ctx_st;

namespace retail_mcp::import {

/// A file on its way to records: what its beginning shows, then all of it, hashed on the way.
class Source {
public:
    /// Opens the file and looks at its beginning; what the mapping says is not guessed.
    static Result<Source> open(const std::filesystem::path& file, const Mapping& mapping);

    Encoding encoding() const { return encoding_; }

    char delimiter() const { return delimiter_; }

    /// The heading and the first rows, those that the beginning holds completely.
    const std::vector<CsvRecord>& sample() const { return sample_; }

    /// Reads the whole file; `progress` is told the bytes read and the file's size now and then.
    Result<void> read(
        const CsvReader::Sink& sink,
        const std::function<void(unsigned long long, unsigned long long)>& progress
    );

    /// SHA-256 of what was read, in hexadecimal.
    std::string digest();

private:
    Source() = default;
    Result<void> look(const Mapping& mapping);

    struct FreeDigest {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };

    std::ifstream stream_;
    unsigned long long size_ = 0;
    std::string name_;
    Encoding encoding_ = Encoding::utf8;
    char delimiter_ = ',';
    std::vector<CsvRecord> sample_;
    std::unique_ptr<evp_md_ctx_st, FreeDigest> digest_;
};

} // namespace retail_mcp::import
