#include "random.hpp"

#include <array>
#include <numeric>

namespace retail_mcp::retail::sample {

namespace {

constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15ULL;

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

} // namespace

std::uint64_t
derive_seed(std::uint64_t seed, std::string_view name, std::uint64_t a, std::uint64_t b) {
    auto hash = mix(seed + golden_gamma);
    for (const char letter : name) {
        hash = mix((hash ^ static_cast<unsigned char>(letter)) + golden_gamma);
    }
    hash = mix((hash ^ a) + golden_gamma);
    return mix((hash ^ b) + golden_gamma);
}

std::uint64_t Random::next() {
    state_ += golden_gamma;
    return mix(state_);
}

std::uint32_t Random::below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint32_t>(high - low + 1)));
}

std::size_t Random::pick(std::span<const std::uint32_t> weights) {
    const auto total = std::accumulate(weights.begin(), weights.end(), std::uint32_t{0});
    auto drawn = below(total);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (drawn < weights[i]) {
            return i;
        }
        drawn -= weights[i];
    }
    return weights.size() - 1;
}

std::string make_uuid(std::uint64_t seed) {
    constexpr std::string_view digits = "0123456789abcdef";
    Random random{seed};
    const std::array<std::uint64_t, 2> halves{
        (random.next() & ~0xF000ULL) | 0x8000ULL,
        (random.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL,
    };
    std::string text;
    text.reserve(36);
    for (std::size_t nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) {
            text += '-';
        }
        text += digits[(halves[nibble / 16] >> (60 - 4 * (nibble % 16))) & 0xF];
    }
    return text;
}

} // namespace retail_mcp::retail::sample
