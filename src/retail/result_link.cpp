#include "result_link.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace retail_mcp::retail {

namespace {

using Json = nlohmann::ordered_json;

std::string context_of(std::string_view principal) {
    return "result/" + std::string{principal};
}

std::int64_t seconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string cell_text(const Json& value) {
    if (value.is_null()) {
        return {};
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// A number is never a formula, whatever sign it begins with.
bool looks_like_formula(const std::string& text) {
    return !text.empty() && std::string_view{"=+-@\t\r"}.find(text[0]) != std::string_view::npos &&
           text.find_first_not_of("+-0123456789.,eE% ") != std::string::npos;
}

void append_cell(std::string& out, const std::string& text) {
    const bool guarded = looks_like_formula(text);
    if (!guarded && text.find_first_of(",\"\r\n") == std::string::npos) {
        out += text;
        return;
    }
    out += guarded ? "\"'" : "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += '"';
        }
    }
    out += '"';
}

template <class Row>
void append_line(std::string& out, const Row& row, std::size_t columns) {
    for (std::size_t i = 0; i < columns; ++i) {
        if (i > 0) {
            out += ',';
        }
        if (i < row.size()) {
            append_cell(out, row[i]);
        }
    }
    out += "\r\n";
}

} // namespace

void link_cut_result(
    mcp::ToolResult& result,
    const Sealer& sealer,
    std::string_view principal,
    const ResultCall& call,
    std::chrono::system_clock::time_point now
) {
    // Our own writer made this text: keys are written without blanks and values are escaped.
    if (result.error || result.structured.find(R"("truncated":true)") == std::string::npos) {
        return;
    }
    nlohmann::json arguments = call.arguments;
    arguments.erase("cursor");
    arguments.erase("limit");
    const nlohmann::json token{
        {"tool", call.tool},
        {"arguments", std::move(arguments)},
        {"until", seconds_of(now + result_lifetime)}};
    const std::string text = token.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    mcp::ResourceLink link;
    link.uri = std::string{result_prefix} + sealer.seal(context_of(principal), text);
    link.name = call.tool + ".csv";
    link.title = "The whole result";
    link.description = call.tool == "run_sql"
                           ? "Its first 200 rows as CSV; readable for an hour."
                           : "All rows, 10,000 at most, as CSV; readable for an hour.";
    link.mime_type = "text/csv";
    result.more.emplace_back(std::move(link));
}

Result<ResultCall> open_result_token(
    const Sealer& sealer,
    std::string_view principal,
    std::string_view token,
    std::chrono::system_clock::time_point now
) {
    const auto unknown = [] {
        return fail(
            ErrorCode::unknown_resource,
            "This result cannot be read, or no longer.",
            "Run the tool again; its answer carries a fresh link."
        );
    };
    const auto text = sealer.unseal(context_of(principal), token);
    if (!text) {
        return unknown();
    }
    const auto plain = nlohmann::json::parse(*text);
    if (plain.at("until").get<std::int64_t>() < seconds_of(now)) {
        return unknown();
    }
    return ResultCall{plain.at("tool").get<std::string>(), plain.at("arguments")};
}

std::size_t CsvTable::column(const std::string& name) {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    if (found != columns_.end()) {
        return static_cast<std::size_t>(found - columns_.begin());
    }
    columns_.push_back(name);
    return columns_.size() - 1;
}

void CsvTable::add_object(const Json& row) {
    std::vector<std::string> cells(columns_.size());
    for (const auto& [name, value] : row.items()) {
        const std::size_t at = column(name);
        cells.resize(std::max(cells.size(), at + 1));
        cells[at] = cell_text(value);
    }
    rows_.push_back(std::move(cells));
}

void CsvTable::add(const Json& answer) {
    if (answer.contains("columns") && answer.contains("rows")) {
        for (const auto& named : answer["columns"]) {
            column(named.at("name").get<std::string>());
        }
        for (const auto& row : answer["rows"]) {
            std::vector<std::string> cells;
            for (const auto& value : row) {
                cells.push_back(cell_text(value));
            }
            rows_.push_back(std::move(cells));
        }
        return;
    }
    const auto list = std::find_if(answer.begin(), answer.end(), [](const Json& member) {
        return member.is_array() && !member.empty() && member.front().is_object();
    });
    if (list != answer.end()) {
        for (const auto& row : *list) {
            add_object(row);
        }
    }
}

std::string CsvTable::render() const {
    std::string out;
    append_line(out, columns_, columns_.size());
    for (const auto& row : rows_) {
        append_line(out, row, columns_.size());
    }
    return out;
}

} // namespace retail_mcp::retail
