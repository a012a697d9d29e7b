#pragma once

#include <retail_mcp/retail/tool.hpp>

#include <optional>
#include <string>

namespace retail_mcp::retail {

/// What a question narrows itself to; each is absent or names one thing.
struct NamedFilters {
    std::optional<std::string> category; ///< name or path
    std::optional<std::string> brand;
    std::optional<std::string> sku; ///< or barcode
};

/// Checks that the scope's stores know all of them: to be asked when an answer came out empty.
/// Otherwise unknown_category, unknown_brand or unknown_sku with the nearest names.
asio::awaitable<Result<void>> check_known(ToolContext& context, NamedFilters filters);

} // namespace retail_mcp::retail
