#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Random numbers for the sample data. The standard library's distributions differ between
/// implementations; these are whole-number arithmetic only, so the same seed gives the same bytes
/// on every machine.
namespace retail_mcp::retail::sample {

/// Mixes numbers and a name into one seed. Independent parts of the data draw from independent
/// streams, so adding a draw to one of them does not change the others.
std::uint64_t
derive_seed(std::uint64_t seed, std::string_view name, std::uint64_t a = 0, std::uint64_t b = 0);

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed} {}

    std::uint64_t next();

    /// 0 … bound - 1; 0 where bound is 0.
    std::uint32_t below(std::uint32_t bound);

    /// low … high, both included.
    std::int64_t between(std::int64_t low, std::int64_t high);

    /// True in `per_mille` of 1,000 cases.
    bool chance(std::uint32_t per_mille) { return below(1000) < per_mille; }

    /// The index of a weight, drawn in proportion to the weights.
    std::size_t pick(std::span<const std::uint32_t> weights);

private:
    std::uint64_t state_;
};

/// A UUID (version 8) that follows from its seed alone.
std::string make_uuid(std::uint64_t seed);

} // namespace retail_mcp::retail::sample
