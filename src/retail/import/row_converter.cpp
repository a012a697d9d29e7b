#include "retail/import/row_converter.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace retail_mcp::import {

namespace {

bool is_number(ColumnType type) {
    return type == ColumnType::money || type == ColumnType::quantity || type == ColumnType::rate ||
           type == ColumnType::integer;
}

/// The field or fields of a target as one text; nullopt where the file has nothing there.
std::optional<std::string> text_of(const Plan::Target& target, const CsvRecord& record) {
    std::string text;
    for (const std::size_t field : target.fields) {
        const std::string_view part = trimmed(record.fields[field]);
        if (!part.empty()) {
            text += (text.empty() ? "" : "|");
            text += part;
        }
    }
    if (text.empty() && target.constant) {
        return target.constant;
    }
    return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

void negate(std::optional<std::string>& number) {
    if (number && *number != "0" && !number->starts_with('-')) {
        number->insert(0, "-");
    }
}

} // namespace

RowConverter::RowConverter(const Plan& plan, const Mapping& mapping, Format format)
    : plan_{plan},
      format_{std::move(format)},
      by_type_{mapping.quantity_sign == QuantitySign::by_type},
      values_(plan.targets.size() + 1) {
    for (std::size_t i = 0; i < plan.targets.size(); ++i) {
        if (plan.targets[i].column->name == "metadata") {
            metadata_ = i + 1;
        }
    }
}

const RowConverter::Values*
RowConverter::convert_row(const CsvRecord& record, const std::function<void(BadRow)>& fault) {
    if (record.fields.size() != plan_.headings.size()) {
        fault(
            {record.line,
             "",
             "",
             "has " + std::to_string(record.fields.size()) + " fields, the heading has " +
                 std::to_string(plan_.headings.size())}
        );
        return nullptr;
    }
    bool good = convert_store(record, fault);
    for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
        good = convert_target(i, record, fault) && good;
    }
    if (!good) {
        return nullptr;
    }
    add_attributes(record);
    if (by_type_) {
        apply_sign();
    }
    return &values_;
}

bool RowConverter::convert_store(
    const CsvRecord& record, const std::function<void(BadRow)>& fault
) {
    values_[0].reset();
    if (!plan_.store_field) {
        if (!plan_.store.empty()) {
            values_[0] = plan_.store;
        }
        return true;
    }
    const std::string_view store = trimmed(record.fields[*plan_.store_field]);
    if (!store.empty()) {
        values_[0] = store;
        return true;
    }
    // Among categories a row without a store is the chain's.
    if (plan_.targets.front().column->name == "category_name") {
        return true;
    }
    fault({record.line, "store_id", "", "is empty"});
    return false;
}

bool RowConverter::convert_target(
    std::size_t index, const CsvRecord& record, const std::function<void(BadRow)>& fault
) {
    const Plan::Target& target = plan_.targets[index];
    std::optional<std::string>& value = values_[index + 1];
    value.reset();
    const auto text = text_of(target, record);
    if (!text) {
        if (target.column->required) {
            fault({record.line, std::string{target.column->name}, "", "is empty"});
        }
        return !target.column->required;
    }
    Converted converted = convert(*target.column, *text, format_);
    if (!converted.ok()) {
        fault({record.line, std::string{target.column->name}, *text, std::move(converted.wrong)});
        return false;
    }
    value = std::move(converted.text);
    return true;
}

void RowConverter::add_attributes(const CsvRecord& record) {
    if (plan_.attributes.empty() || !metadata_) {
        return;
    }
    std::optional<std::string>& value = values_[*metadata_];
    nlohmann::json metadata = value ? nlohmann::json::parse(*value) : nlohmann::json::object();
    for (const auto& [name, field] : plan_.attributes) {
        const std::string_view attribute = trimmed(record.fields[field]);
        if (!attribute.empty()) {
            metadata[name] = attribute;
        }
    }
    value = metadata.empty() ? std::nullopt : std::optional{metadata.dump()};
}

/// The file says what a row is by its type and writes every quantity without a sign.
void RowConverter::apply_sign() {
    const auto value = [this](std::string_view name) -> std::optional<std::string>* {
        for (std::size_t i = 0; i < plan_.targets.size(); ++i) {
            if (plan_.targets[i].column->name == name) {
                return &values_[i + 1];
            }
        }
        return nullptr;
    };
    const auto* type = value("transaction_type");
    if (type == nullptr || *type != "return") {
        return;
    }
    for (const std::string_view name : {"quantity", "discount_amount", "tax_amount"}) {
        if (auto* number = value(name)) {
            negate(*number);
        }
    }
}

DecimalSign detect_decimal(const Plan& plan, const std::vector<CsvRecord>& sample) {
    for (std::size_t row = 1; row < sample.size(); ++row) {
        for (const Plan::Target& target : plan.targets) {
            if (!is_number(target.column->type) || target.fields.empty() ||
                target.fields.front() >= sample[row].fields.size()) {
                continue;
            }
            const DecimalSign sign = decimal_sign_of(sample[row].fields[target.fields.front()]);
            if (sign != DecimalSign::undecided) {
                return sign;
            }
        }
    }
    return DecimalSign::undecided;
}

} // namespace retail_mcp::import
