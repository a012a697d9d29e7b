#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>

namespace retail_mcp::transport {

/// Longer lines are refused as one unreadable message.
inline constexpr std::size_t default_line_limit = std::size_t{16} * 1024 * 1024;

/// Claims the process's standard input and output as the wire: both become private close-on-exec
/// descriptors, then fd 0 reads the null device and fd 1 writes to stderr, so that neither a stray
/// print nor a child process can reach the protocol. Call it once, before anything else writes.
///
/// Works on pipes, sockets, terminals, regular files and the null device, and never sets
/// O_NONBLOCK on a file description shared with the parent. SIGPIPE is ignored from here on.
Result<std::unique_ptr<Transport>>
claim_stdio(const asio::any_io_executor& executor, std::size_t line_limit = default_line_limit);

/// The same over two descriptors of the caller's, which stay the caller's to close.
Result<std::unique_ptr<Transport>> open_descriptors(
    const asio::any_io_executor& executor,
    int read_from,
    int write_to,
    std::size_t line_limit = default_line_limit
);

} // namespace retail_mcp::transport
