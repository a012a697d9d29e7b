#pragma once

#include "retail/import/csv_reader.hpp"
#include "retail/import/mapping.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace retail_mcp::import {

/// One record to the values of the staging table, or to what is wrong with it.
class RowConverter {
public:
    using Values = std::vector<std::optional<std::string>>;

    RowConverter(const Plan& plan, const Mapping& mapping, Format format);

    /// The values after the line number: store_id, then the kind's columns. Nothing if the row
    /// cannot be taken; every fault of it is told to `fault`.
    const Values* convert_row(const CsvRecord& record, const std::function<void(BadRow)>& fault);

private:
    bool convert_store(const CsvRecord& record, const std::function<void(BadRow)>& fault);
    bool convert_target(
        std::size_t index, const CsvRecord& record, const std::function<void(BadRow)>& fault
    );
    void add_attributes(const CsvRecord& record);
    void apply_sign();

    const Plan& plan_;
    Format format_;
    bool by_type_;
    std::optional<std::size_t> metadata_;
    Values values_;
};

/// The decimal sign that the sample's numbers show; undecided if none does.
DecimalSign detect_decimal(const Plan& plan, const std::vector<CsvRecord>& sample);

} // namespace retail_mcp::import
