#include "rounding.hpp"

#include <algorithm>

namespace retail_mcp::retail {

void round_to_sum(std::vector<Decimal>& parts, int scale) {
    if (parts.empty()) {
        return;
    }
    Decimal exact;
    Decimal shown;
    for (Decimal& part : parts) {
        exact += part;
        part = part.rounded(scale);
        shown += part;
    }
    const auto largest =
        std::max_element(parts.begin(), parts.end(), [](const Decimal& a, const Decimal& b) {
            return a.abs() < b.abs();
        });
    *largest = (*largest + exact.rounded(scale) - shown).rounded(scale);
}

} // namespace retail_mcp::retail
