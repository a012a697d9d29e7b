#pragma once

#include <memory>
#include <optional>
#include <string_view>

struct pg_result;

namespace retail_mcp::db {

/// What one statement answered: a move-only view of libpq's result, text format throughout. The
/// views it hands out live as long as the object itself; nothing is copied. Indexes must be below
/// `size()` and `columns()`.
class Rows {
public:
    Rows() noexcept = default;

    /// Takes over a libpq result.
    explicit Rows(pg_result* result) noexcept : result_{result} {}

    /// The number of rows; zero for a statement that returns none.
    int size() const noexcept;

    bool empty() const noexcept { return size() == 0; }

    /// The number of columns.
    int columns() const noexcept;

    /// The column's index, by its exact name.
    std::optional<int> column(std::string_view name) const noexcept;

    std::string_view column_name(int column) const noexcept;

    /// The column's type as PostgreSQL numbers it (pg_type.oid).
    unsigned int column_type(int column) const noexcept;

    bool is_null(int row, int column) const noexcept;

    /// The value in PostgreSQL's text form; empty for NULL.
    std::string_view text(int row, int column) const noexcept;

    /// The number of rows that an INSERT, UPDATE, DELETE or COPY touched.
    long long affected() const noexcept;

private:
    struct Clear {
        void operator()(pg_result* result) const noexcept;
    };

    std::unique_ptr<pg_result, Clear> result_;
};

} // namespace retail_mcp::db
