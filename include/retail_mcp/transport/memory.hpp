#pragma once

#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>

#include <memory>
#include <utility>

namespace retail_mcp::transport {

/// Two ends of one connection inside the process: what one writes the other reads. For the
/// `call` and `tools` commands, for tests and for the fuzzer. Closing or destroying one end is
/// the end of input for the other.
std::pair<std::unique_ptr<Transport>, std::unique_ptr<Transport>>
memory_pair(asio::any_io_executor executor);

} // namespace retail_mcp::transport
