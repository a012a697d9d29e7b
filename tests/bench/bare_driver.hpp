#pragma once

#include "measurement.hpp"
#include "recorded_call.hpp"

#include <memory>
#include <string>
#include <vector>

namespace retail_mcp::bench {

/// The limit: recorded calls sent through libpq's pipeline mode with nothing in between. The calls
/// in flight are spread over the same number of connections as the server has.
class BareDriver {
public:
    BareDriver(const std::string& conninfo, std::vector<RecordedCall> calls, int connections);
    ~BareDriver();
    BareDriver(const BareDriver&) = delete;
    BareDriver& operator=(const BareDriver&) = delete;

    Measurement run(int depth, Clock::duration length);

private:
    struct Connection;

    void begin_call(Connection& connection);
    void collect(Connection& connection, Measurement& measurement);

    std::vector<RecordedCall> calls_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::size_t next_call_ = 0;
};

} // namespace retail_mcp::bench
