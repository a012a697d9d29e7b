#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace retail_mcp::db {
class CopyWriter;
}

namespace retail_mcp::retail::sample {

/// Where rows go: into a COPY, and through a SHA-256 that the audit trail keeps. Without a COPY
/// only the digest is made.
class RowSink {
public:
    /// `listener` hears the number of rows every few thousand of them.
    explicit RowSink(db::CopyWriter* copy, std::function<void(std::uint64_t)> listener = {});
    RowSink(const RowSink&) = delete;
    RowSink& operator=(const RowSink&) = delete;
    ~RowSink();

    RowSink& value(std::string_view text);
    RowSink& number(std::int64_t value);
    RowSink& cents(std::int64_t value);
    RowSink& boolean(bool value);
    RowSink& null();

    /// NULL for an empty text.
    RowSink& optional(std::string_view text);

    void end_row();

    std::uint64_t rows() const { return rows_; }

    /// Hexadecimal; call once, at the end.
    std::string digest();

private:
    void hash(std::string_view text);

    struct FreeDigest {
        void operator()(EVP_MD_CTX* context) const;
    };

    db::CopyWriter* copy_;
    std::function<void(std::uint64_t)> listener_;
    std::unique_ptr<EVP_MD_CTX, FreeDigest> digest_;
    std::string pending_; ///< hashed in blocks
    std::uint64_t rows_ = 0;
};

} // namespace retail_mcp::retail::sample
