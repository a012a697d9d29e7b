#include <retail_mcp/retail/rows.hpp>

#include <stdexcept>
#include <string>

namespace retail_mcp::retail {

RowReader::RowReader(const StructType& type, const db::Rows& rows) : rows_{rows} {
    for (const FieldInfo& field : type.fields()) {
        if (const auto column = rows.column(field.name)) {
            bindings_.push_back({&field, *column});
        }
    }
}

void RowReader::read(int row, void* object) const {
    for (const Binding& binding : bindings_) {
        void* member = binding.field->locate(object);
        const bool read = rows_.is_null(row, binding.column)
                              ? binding.field->type->set_null(member)
                              : binding.field->type->parse(rows_.text(row, binding.column), member);
        if (!read) {
            throw std::logic_error{
                "column " + std::string{binding.field->name} + " does not fit its member"};
        }
    }
}

} // namespace retail_mcp::retail
