#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a server really sent to PostgreSQL for one call, read from the wire, so that a baseline
/// can send exactly the same.
namespace retail_mcp::bench {

struct RecordedStatement {
    /// The name it was prepared under.
    std::string name;
    std::string text;
    std::vector<std::optional<std::string>> parameters;
};

using RecordedCall = std::vector<RecordedStatement>;

/// The statements executed by the part of a connection's bytes that begins at `from`. `sent` holds
/// everything from the connection's first byte on, for statements prepared before.
RecordedCall recorded_call(std::string_view sent, std::size_t from);

} // namespace retail_mcp::bench
