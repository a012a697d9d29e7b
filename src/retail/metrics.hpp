#pragma once

#include <span>
#include <string>
#include <string_view>

/// The metric dictionary: every number of an answer carries the id of one entry, which says how it
/// was computed. Answers, the resource retail://metrics and the README read this one list.
namespace retail_mcp::retail {

enum class MetricUnit { money, quantity, count, share, ratio, days };

struct Metric {
    std::string_view id;
    std::string_view title;
    std::string_view formula;
    MetricUnit unit;
    /// Values of groups that tile a whole add up to the whole's.
    bool additive = false;
    /// For a metric that cannot be computed: the input that the data does not hold.
    std::string_view missing_input = {};
};

std::span<const Metric> metric_dictionary();

/// Null for an id that is not in the dictionary.
const Metric* find_metric(std::string_view id);

/// The dictionary as JSON (retail://metrics) and as the README's table.
std::string metrics_json();
std::string metrics_markdown();

} // namespace retail_mcp::retail
