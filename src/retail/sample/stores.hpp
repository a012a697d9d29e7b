#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace retail_mcp::retail::sample {

/// A sample shop and how it trades.
struct StoreProfile {
    std::string id;
    std::string name;
    std::string location;
    std::string type;
    std::string region;
    std::string time_zone;
    int utc_offset_hours = -8;          ///< without daylight saving
    std::int64_t tax_rate_e6 = 0;       ///< 103500 = 10.35 %
    std::uint32_t share = 20;           ///< of the chain's customers and transactions, relative
    std::uint32_t carries_percent = 80; ///< of the chain's articles
    int price_percent = 100;            ///< its prices, of the chain's list prices
    bool online = false;
};

/// The reference's four stores first, then as many more as asked for. Throws std::invalid_argument
/// below four.
std::vector<StoreProfile> make_stores(std::size_t count);

} // namespace retail_mcp::retail::sample
