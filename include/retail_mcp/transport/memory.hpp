#pragma once

#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>

#include <memory>
#include <utility>

namespace retail_mcp::transport {

/// One of two ends of a connection inside the process. Destroying it is, for the other end, like
/// a process that went away: end of input, and what is written is discarded.
class MemoryTransport : public Transport {
public:
    /// Writes no more: the other end reads what is queued, then `end`. Reading goes on here.
    virtual void finish() = 0;
};

/// What one end writes the other reads. For the `call` and `tools` commands, for tests and for
/// the fuzzer.
std::pair<std::unique_ptr<MemoryTransport>, std::unique_ptr<MemoryTransport>>
memory_pair(const asio::any_io_executor& executor);

} // namespace retail_mcp::transport
