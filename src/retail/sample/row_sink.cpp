#include "row_sink.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace retail_mcp::retail::sample {

namespace {

constexpr std::size_t block = std::size_t{64} * 1024;
constexpr std::uint64_t rows_per_report = 5000;

} // namespace

void RowSink::FreeDigest::operator()(EVP_MD_CTX* context) const {
    EVP_MD_CTX_free(context);
}

RowSink::RowSink(db::CopyWriter* copy, std::function<void(std::uint64_t)> listener)
    : copy_{copy}, listener_{std::move(listener)}, digest_{EVP_MD_CTX_new()} {
    EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
}

RowSink::~RowSink() = default;

void RowSink::hash(std::string_view text) {
    pending_ += text;
    if (pending_.size() >= block) {
        EVP_DigestUpdate(digest_.get(), pending_.data(), pending_.size());
        pending_.clear();
    }
}

RowSink& RowSink::value(std::string_view text) {
    hash(text);
    hash("\t");
    if (copy_ != nullptr) {
        copy_->value(text);
    }
    return *this;
}

RowSink& RowSink::number(std::int64_t value) {
    return this->value(fmt::format_int{value}.str());
}

RowSink& RowSink::cents(std::int64_t value) {
    const auto absolute = std::abs(value);
    return this->value(
        fmt::format("{}{}.{:02}", value < 0 ? "-" : "", absolute / 100, absolute % 100)
    );
}

RowSink& RowSink::boolean(bool value) {
    return this->value(value ? "t" : "f");
}

RowSink& RowSink::null() {
    hash("\\N\t");
    if (copy_ != nullptr) {
        copy_->null();
    }
    return *this;
}

RowSink& RowSink::optional(std::string_view text) {
    return text.empty() ? null() : value(text);
}

void RowSink::end_row() {
    hash("\n");
    if (copy_ != nullptr) {
        copy_->end_row();
    }
    ++rows_;
    if (listener_ && rows_ % rows_per_report == 0) {
        listener_(rows_);
    }
}

std::string RowSink::digest() {
    EVP_DigestUpdate(digest_.get(), pending_.data(), pending_.size());
    pending_.clear();
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(digest_.get(), bytes.data(), &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += fmt::format("{:02x}", bytes[i]);
    }
    return text;
}

} // namespace retail_mcp::retail::sample
