#pragma once

#include <retail_mcp/base/values.hpp>

#include <vector>

namespace retail_mcp::retail {

/// Rounds parts to `scale` digits such that they add up to their sum's rounding: halves away from
/// zero, the remainder goes to the largest part.
void round_to_sum(std::vector<Decimal>& parts, int scale);

} // namespace retail_mcp::retail
