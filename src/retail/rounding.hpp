#pragma once

#include <retail_mcp/base/values.hpp>

#include <vector>

namespace retail_mcp::retail {

/// Rounds parts to `scale` digits such that what is shown adds up to `total`, which has as many
/// digits: halves away from zero, the remainder goes to the largest part.
void round_to_sum(const std::vector<Decimal*>& parts, int scale, const Decimal& total);

/// The same with their exact sum's rounding as the total.
void round_to_sum(const std::vector<Decimal*>& parts, int scale);

} // namespace retail_mcp::retail
