#include "retail/import/bad_rows.hpp"

namespace retail_mcp::import {

namespace {

std::string csv_field(const std::string& value) {
    std::string text = "\"";
    for (const char c : value) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + "\"";
}

} // namespace

Result<BadRows> BadRows::open(const std::filesystem::path& file) {
    BadRows rows;
    if (!file.empty()) {
        rows.file_.open(file, std::ios::trunc);
        if (!rows.file_) {
            return fail(ErrorCode::invalid_arguments, "cannot write " + file.string());
        }
        rows.file_ << "line,column,value,reason\n";
    }
    return rows;
}

void BadRows::add(BadRow row) {
    ++count_;
    if (file_.is_open()) {
        file_ << row.line << ',' << csv_field(row.column) << ',' << csv_field(row.value) << ','
              << csv_field(row.reason) << '\n'
              << std::flush;
    }
    if (first_.size() < most_reported) {
        first_.push_back(std::move(row));
    }
}

} // namespace retail_mcp::import
