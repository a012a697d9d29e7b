#pragma once

#include <retail_mcp/base/fields.hpp>

namespace retail_mcp::retail {

/// What a receipt is: goods out, goods back, or both.
enum class TransactionType { sale, goods_return, exchange };

constexpr auto enum_names(TransactionType) {
    return names<TransactionType>(
        {{TransactionType::sale, "sale"},
         {TransactionType::goods_return, "return"},
         {TransactionType::exchange, "exchange"}}
    );
}

} // namespace retail_mcp::retail
