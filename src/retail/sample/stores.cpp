#include "stores.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace retail_mcp::retail::sample {

namespace {

struct Town {
    std::string_view name;
    std::string_view state;
    std::string_view region;
    std::string_view time_zone;
    int utc_offset_hours;
    std::int64_t tax_rate_e6;
};

constexpr std::string_view pacific = "America/Los_Angeles";
constexpr std::string_view mountain = "America/Denver";
constexpr std::string_view central = "America/Chicago";
constexpr std::string_view eastern = "America/New_York";

/// Where the chain's further stores are; only places that keep daylight saving time.
constexpr std::array towns{
    Town{"Tacoma", "WA", "west", pacific, -8, 103000},
    Town{"Spokane", "WA", "west", pacific, -8, 90000},
    Town{"Everett", "WA", "west", pacific, -8, 99000},
    Town{"Kirkland", "WA", "west", pacific, -8, 103000},
    Town{"Portland", "OR", "west", pacific, -8, 0},
    Town{"Salem", "OR", "west", pacific, -8, 0},
    Town{"Sacramento", "CA", "west", pacific, -8, 87500},
    Town{"San Jose", "CA", "west", pacific, -8, 93750},
    Town{"Reno", "NV", "west", pacific, -8, 82650},
    Town{"Boise", "ID", "mountain", mountain, -7, 60000},
    Town{"Denver", "CO", "mountain", mountain, -7, 88100},
    Town{"Boulder", "CO", "mountain", mountain, -7, 90450},
    Town{"Salt Lake City", "UT", "mountain", mountain, -7, 77500},
    Town{"Missoula", "MT", "mountain", mountain, -7, 0},
    Town{"Minneapolis", "MN", "central", central, -6, 90300},
    Town{"Madison", "WI", "central", central, -6, 55000},
    Town{"Milwaukee", "WI", "central", central, -6, 79000},
    Town{"Chicago", "IL", "central", central, -6, 102500},
    Town{"St. Louis", "MO", "central", central, -6, 96790},
    Town{"Kansas City", "MO", "central", central, -6, 88600},
    Town{"Austin", "TX", "central", central, -6, 82500},
    Town{"Nashville", "TN", "central", central, -6, 92500},
    Town{"Columbus", "OH", "east", eastern, -5, 75000},
    Town{"Pittsburgh", "PA", "east", eastern, -5, 70000},
    Town{"Philadelphia", "PA", "east", eastern, -5, 80000},
    Town{"Boston", "MA", "east", eastern, -5, 62500},
    Town{"Providence", "RI", "east", eastern, -5, 70000},
    Town{"Albany", "NY", "east", eastern, -5, 80000},
    Town{"Richmond", "VA", "east", eastern, -5, 60000},
    Town{"Raleigh", "NC", "east", eastern, -5, 72500},
    Town{"Atlanta", "GA", "east", eastern, -5, 89000},
    Town{"Portland", "ME", "east", eastern, -5, 55000},
};

std::vector<StoreProfile> reference_stores() {
    StoreProfile seattle;
    seattle.id = "seattle";
    seattle.name = "Zava Retail Seattle";
    seattle.location = "Seattle, WA";
    seattle.type = "flagship";
    seattle.region = "west";
    seattle.time_zone = pacific;
    seattle.tax_rate_e6 = 103500;
    seattle.share = 34;
    seattle.carries_percent = 92;

    auto redmond = seattle;
    redmond.id = "redmond";
    redmond.name = "Zava Retail Redmond";
    redmond.location = "Redmond, WA";
    redmond.type = "standard";
    redmond.tax_rate_e6 = 103000;
    redmond.share = 20;
    redmond.carries_percent = 70;
    redmond.price_percent = 98;

    auto bellevue = redmond;
    bellevue.id = "bellevue";
    bellevue.name = "Zava Retail Bellevue";
    bellevue.location = "Bellevue, WA";
    bellevue.share = 22;
    bellevue.carries_percent = 74;
    bellevue.price_percent = 103;

    auto online = seattle;
    online.id = "online";
    online.name = "Zava Retail Online";
    online.location = "Digital";
    online.type = "ecommerce";
    online.region = "global";
    online.tax_rate_e6 = 80000;
    online.share = 24;
    online.carries_percent = 97;
    online.price_percent = 96;
    online.online = true;
    return {seattle, redmond, bellevue, online};
}

/// "St. Louis" → "st_louis".
std::string id_of(std::string_view town) {
    std::string id;
    for (const char letter : town) {
        if (letter == ' ') {
            id += '_';
        } else if (letter >= 'A' && letter <= 'Z') {
            id += static_cast<char>(letter - 'A' + 'a');
        } else if (letter != '.') {
            id += letter;
        }
    }
    return id;
}

StoreProfile further_store(std::size_t n) {
    const auto& town = towns[n % towns.size()];
    const auto round = n / towns.size() + 1;
    const auto suffix = round > 1 ? fmt::format(" {}", round) : std::string{};
    StoreProfile store;
    store.id = fmt::format("{}_{}", id_of(town.name), id_of(town.state));
    if (round > 1) {
        store.id += fmt::format("_{}", round);
    }
    store.name = fmt::format("Zava Retail {}{}", town.name, suffix);
    store.location = fmt::format("{}, {}", town.name, town.state);
    store.type = "standard";
    store.region = town.region;
    store.time_zone = town.time_zone;
    store.utc_offset_hours = town.utc_offset_hours;
    store.tax_rate_e6 = town.tax_rate_e6;
    store.share = static_cast<std::uint32_t>(14 + n * 7 % 12);
    store.carries_percent = static_cast<std::uint32_t>(60 + n * 11 % 30);
    store.price_percent = static_cast<int>(96 + n * 5 % 9);
    return store;
}

} // namespace

std::vector<StoreProfile> make_stores(std::size_t count) {
    auto stores = reference_stores();
    if (count < stores.size()) {
        throw std::invalid_argument{"at least four stores"};
    }
    for (std::size_t n = 0; stores.size() < count; ++n) {
        stores.push_back(further_store(n));
    }
    return stores;
}

} // namespace retail_mcp::retail::sample
