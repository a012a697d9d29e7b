#pragma once

#include "retail/import/convert.hpp"

#include <retail_mcp/retail/import.hpp>

#include <span>
#include <string_view>

/// The columns that each kind of file may have.
namespace retail_mcp::import {

enum class ColumnType { text, money, quantity, rate, integer, boolean, date, moment, json, type };

struct Column {
    std::string_view name;
    ColumnType type = ColumnType::text;
    bool required = false;
    /// Other headings that mean it, for --suggest; words apart by '|'.
    std::string_view also = {};
};

/// In the order of the staging table, after its line number and store_id.
std::span<const Column> columns_of(Kind kind);

/// The field as PostgreSQL takes it.
Converted convert(const Column& column, std::string_view field, const Format& format);

} // namespace retail_mcp::import
