#pragma once

#include "measurement.hpp"

#include <string>
#include <vector>

namespace retail_mcp::bench {

/// The rounds of one workload at one depth, both sides, taken in turn.
struct Comparison {
    std::string workload;
    int depth = 1;
    std::vector<Measurement> server;
    std::vector<Measurement> bare;
    long resident_kilobytes = 0;
};

double median(std::vector<double> values);

/// The latency that this share of the calls kept to.
double milliseconds_at(const Measurement& measurement, double share);

void print_heading();

/// One line: medians over the rounds, and ratios of server to bare.
void print(const Comparison& comparison);

/// Median over the rounds of the ratio of calls per second.
double throughput_ratio(const Comparison& comparison);

} // namespace retail_mcp::bench
