#pragma once

#include <retail_mcp/base/error.hpp>

#include <iosfwd>
#include <string>

namespace retail_mcp::db {

/// A libpq connection string or URL. The text itself comes out only by `reveal()`, which is for
/// libpq; whatever is printed or logged is `masked()`, where every secret reads `***`.
class ConnectionString {
public:
    /// Empty: libpq's own defaults (PG* variables, service files).
    ConnectionString() = default;

    explicit ConnectionString(std::string text) : text_{std::move(text)} {}

    /// Is it well formed, and free of unknown keywords? The error names the fault, not the text.
    Result<void> check() const;

    /// For libpq and child processes' environment only.
    const std::string& reveal() const noexcept { return text_; }

    /// `key=value` pairs with secrets replaced, safe to show.
    std::string masked() const;

    /// Does it hold a password in the open?
    bool holds_password() const;

private:
    std::string text_;
};

std::ostream& operator<<(std::ostream& out, const ConnectionString& connection);

} // namespace retail_mcp::db
