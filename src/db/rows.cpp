#include <retail_mcp/db/rows.hpp>

#include <libpq-fe.h>

#include <charconv>

namespace retail_mcp::db {

void Rows::Clear::operator()(pg_result* result) const noexcept {
    PQclear(result);
}

int Rows::size() const noexcept {
    return PQntuples(result_.get());
}

int Rows::columns() const noexcept {
    return PQnfields(result_.get());
}

std::optional<int> Rows::column(std::string_view name) const noexcept {
    // PQfnumber would fold case as SQL does; our names are exact.
    for (int i = 0; i < columns(); ++i) {
        if (name == PQfname(result_.get(), i)) {
            return i;
        }
    }
    return std::nullopt;
}

std::string_view Rows::column_name(int column) const noexcept {
    return PQfname(result_.get(), column);
}

unsigned int Rows::column_type(int column) const noexcept {
    return PQftype(result_.get(), column);
}

bool Rows::is_null(int row, int column) const noexcept {
    return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view Rows::text(int row, int column) const noexcept {
    return {
        PQgetvalue(result_.get(), row, column),
        static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

long long Rows::affected() const noexcept {
    const std::string_view count = result_ ? PQcmdTuples(result_.get()) : "";
    long long value = 0;
    std::from_chars(count.data(), count.data() + count.size(), value);
    return value;
}

} // namespace retail_mcp::db
