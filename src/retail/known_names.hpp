#pragma once

#include <retail_mcp/retail/tool.hpp>

#include <optional>
#include <string>
#include <vector>

/// What to say when a name means nothing here: the nearest that do.
namespace retail_mcp::retail {

/// What a question narrows itself to; each is absent or names one thing.
struct NamedFilters {
    std::optional<std::string> category; ///< name or path
    std::optional<std::string> brand;
    std::optional<std::string> sku; ///< or barcode
};

/// The one SKU of a list of one: of several, each may be missing without the answer being empty.
std::optional<std::string> only(const std::vector<std::string>& skus);

/// Checks that the scope's stores know all of them: to be asked when an answer came out empty.
/// Otherwise unknown_category, unknown_brand or unknown_sku with the nearest names.
asio::awaitable<Result<void>> check_known(ToolContext& context, NamedFilters filters);

} // namespace retail_mcp::retail
