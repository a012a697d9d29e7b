#include "retail/import/source.hpp"

#include <openssl/evp.h>

#include <array>

namespace retail_mcp::import {

namespace {

constexpr std::size_t block = 256 * 1024;

} // namespace

void Source::FreeDigest::operator()(evp_md_ctx_st* context) const noexcept {
    EVP_MD_CTX_free(context);
}

Result<Source> Source::open(const std::filesystem::path& file, const Mapping& mapping) {
    Source source;
    source.name_ = file.string();
    source.stream_.open(file, std::ios::binary);
    std::error_code error;
    source.size_ = std::filesystem::file_size(file, error);
    if (!source.stream_ || error) {
        return fail(ErrorCode::invalid_arguments, "cannot read the file " + file.string());
    }
    source.digest_.reset(EVP_MD_CTX_new());
    if (source.digest_ == nullptr ||
        EVP_DigestInit_ex(source.digest_.get(), EVP_sha256(), nullptr) != 1) {
        return fail(ErrorCode::internal_error, "no SHA-256");
    }
    auto looked = source.look(mapping);
    return looked ? Result<Source>{std::move(source)} : fail(looked.error());
}

Result<void> Source::look(const Mapping& mapping) {
    std::string bytes(block, '\0');
    stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream_.gcount()));
    const bool whole = bytes.size() == size_;
    stream_.clear();
    stream_.seekg(0);
    encoding_ = mapping.encoding ? *mapping.encoding : detect_encoding(bytes);
    std::string text;
    Decoder decoder{encoding_};
    if (auto decoded = decoder.decode(bytes, text); !decoded) {
        return decoded;
    }
    if (whole) {
        (void)decoder.finish(text); // what is cut off is reported when its turn comes
    }
    delimiter_ = mapping.delimiter ? *mapping.delimiter : detect_delimiter(text);
    CsvReader reader{delimiter_, [this](const CsvRecord& record) -> Result<void> {
                         const bool again =
                             !sample_.empty() && record.fields == sample_.front().fields;
                         if (!again) { // the heading of another part of the file
                             sample_.push_back(record);
                         }
                         return {};
                     }};
    // A damaged row is reported when its turn comes; here the heading alone has to be there.
    if (reader.read(text) && whole) {
        (void)reader.finish();
    }
    return sample_.empty() ? fail(
                                 ErrorCode::invalid_arguments,
                                 "the file " + name_ + " is empty or has no heading"
                             )
                           : Result<void>{};
}

Result<void> Source::read(
    const CsvReader::Sink& sink,
    const std::function<void(unsigned long long, unsigned long long)>& progress
) {
    Decoder decoder{encoding_};
    CsvReader reader{delimiter_, sink};
    std::string bytes(block, '\0');
    std::string text;
    unsigned long long done = 0;
    while (stream_) {
        stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        const std::string_view piece{bytes.data(), static_cast<std::size_t>(stream_.gcount())};
        if (piece.empty()) {
            break;
        }
        EVP_DigestUpdate(digest_.get(), piece.data(), piece.size());
        text.clear();
        auto decoded = decoder.decode(piece, text);
        // What came before the place of the fault is read first: its own faults come first, too.
        if (auto read = reader.read(text); !read) {
            return read;
        }
        if (!decoded) {
            return decoded;
        }
        done += piece.size();
        if (progress) {
            progress(done, size_);
        }
    }
    text.clear();
    if (auto complete = decoder.finish(text); !complete) {
        return complete;
    }
    return reader.read(text).and_then([&reader] { return reader.finish(); });
}

std::string Source::digest() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest_.get(), bytes.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += "0123456789abcdef"[bytes.at(i) >> 4];
        text += "0123456789abcdef"[bytes.at(i) & 15];
    }
    return text;
}

} // namespace retail_mcp::import
