#include "rounding.hpp"

#include <algorithm>

namespace retail_mcp::retail {

void round_to_sum(const std::vector<Decimal*>& parts, int scale, const Decimal& total) {
    if (parts.empty()) {
        return;
    }
    Decimal& largest =
        **std::max_element(parts.begin(), parts.end(), [](const Decimal* a, const Decimal* b) {
            return a->abs() < b->abs();
        });
    Decimal shown;
    for (Decimal* part : parts) {
        *part = part->rounded(scale);
        shown += *part;
    }
    largest += total - shown;
}

void round_to_sum(const std::vector<Decimal*>& parts, int scale) {
    Decimal total;
    for (const Decimal* part : parts) {
        total += *part;
    }
    round_to_sum(parts, scale, total.rounded(scale));
}

} // namespace retail_mcp::retail
