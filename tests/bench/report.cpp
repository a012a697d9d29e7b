#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace retail_mcp::bench {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double milliseconds_at(const Measurement& measurement, double share) {
    auto sorted = measurement.latencies;
    const auto rank = static_cast<double>(sorted.size() - 1) * share;
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(sorted.begin(), place, sorted.end());
    return std::chrono::duration<double, std::milli>(*place).count();
}

namespace {

template <class Figure>
double over_rounds(const std::vector<Measurement>& rounds, Figure figure) {
    std::vector<double> values;
    std::transform(rounds.begin(), rounds.end(), std::back_inserter(values), figure);
    return median(std::move(values));
}

template <class Figure>
double ratio(const Comparison& comparison, Figure figure) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < comparison.server.size(); ++i) {
        ratios.push_back(figure(comparison.server[i]) / figure(comparison.bare[i]));
    }
    return median(std::move(ratios));
}

double p50(const Measurement& measurement) {
    return milliseconds_at(measurement, 0.50);
}

double p99(const Measurement& measurement) {
    return milliseconds_at(measurement, 0.99);
}

double rate(const Measurement& measurement) {
    return measurement.calls_per_second();
}

} // namespace

void print_heading() {
    std::printf(
        "%-18s %5s %9s %9s %6s | %8s %6s | %8s %6s | %8s %7s\n",
        "workload",
        "depth",
        "calls/s",
        "bare",
        "ratio",
        "p50 ms",
        "ratio",
        "p99 ms",
        "ratio",
        "CPU s/k",
        "MB"
    );
}

void print(const Comparison& comparison) {
    const double cpu_per_thousand = over_rounds(comparison.server, [](const Measurement& round) {
        return 1000 * round.cpu_seconds / static_cast<double>(round.latencies.size());
    });
    std::printf(
        "%-18s %5d %9.0f %9.0f %6.2f | %8.3f %6.2f | %8.3f %6.2f | %8.3f %7.1f\n",
        comparison.workload.c_str(),
        comparison.depth,
        over_rounds(comparison.server, rate),
        over_rounds(comparison.bare, rate),
        throughput_ratio(comparison),
        over_rounds(comparison.server, p50),
        ratio(comparison, p50),
        over_rounds(comparison.server, p99),
        ratio(comparison, p99),
        cpu_per_thousand,
        static_cast<double>(comparison.resident_kilobytes) / 1024
    );
    std::fflush(stdout);
}

double throughput_ratio(const Comparison& comparison) {
    return ratio(comparison, rate);
}

} // namespace retail_mcp::bench
