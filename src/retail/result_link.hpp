#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/mcp/tool.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <string_view>

/// retail://result/{token}: the rest of an answer that was cut. The token holds the call, not its
/// result: reading it makes the call again, in the reader's own name.
namespace retail_mcp::retail {

inline constexpr std::string_view result_prefix = "retail://result/";

/// How long a link can be read.
inline constexpr std::chrono::hours result_lifetime{1};

struct ResultCall {
    std::string tool;
    nlohmann::json arguments;
};

/// Adds a link to a successful answer that says of itself that it was cut.
void link_cut_result(
    mcp::ToolResult& result,
    const Sealer& sealer,
    std::string_view principal,
    const ResultCall& call,
    std::chrono::system_clock::time_point now
);

/// `unknown_resource` for a token that is damaged, somebody else's, or too old.
Result<ResultCall> open_result_token(
    const Sealer& sealer,
    std::string_view principal,
    std::string_view token,
    std::chrono::system_clock::time_point now
);

/// Collects the rows of one or more pages of an answer: its first array of objects, or the columns
/// and rows of a query.
class CsvTable {
public:
    void add(const nlohmann::ordered_json& answer);

    std::size_t rows() const { return rows_.size(); }

    /// RFC 4180 with a heading line. Texts that a spreadsheet would take for a formula get a
    /// leading apostrophe.
    std::string render() const;

private:
    std::size_t column(const std::string& name);
    void add_object(const nlohmann::ordered_json& row);

    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace retail_mcp::retail
