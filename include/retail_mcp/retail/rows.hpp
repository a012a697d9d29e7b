#pragma once

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/db/rows.hpp>

#include <vector>

/// Rows of a statement as structs with a field list: columns and members are matched by name.
namespace retail_mcp::retail {

/// Columns matched once for a whole result. Members without a column keep their initialiser's
/// value; a column without a member is left alone. A value that is not of the member's type, or
/// NULL for a member that has none, is a broken statement and throws std::logic_error.
class RowReader {
public:
    RowReader(const StructType& type, const db::Rows& rows);

    void read(int row, void* object) const;

private:
    struct Binding {
        const FieldInfo* field;
        int column;
    };

    const db::Rows& rows_;
    std::vector<Binding> bindings_;
};

template <class T>
std::vector<T> rows_as(const db::Rows& rows) {
    const RowReader reader{struct_of<T>(), rows};
    std::vector<T> out(static_cast<std::size_t>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        reader.read(row, &out[static_cast<std::size_t>(row)]);
    }
    return out;
}

/// The first row; the result must have one.
template <class T>
T row_as(const db::Rows& rows, int row = 0) {
    T out{};
    RowReader{struct_of<T>(), rows}.read(row, &out);
    return out;
}

} // namespace retail_mcp::retail
