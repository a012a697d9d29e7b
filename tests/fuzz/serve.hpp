#pragma once

#include <retail_mcp/mcp/server.hpp>

#include <asio/any_io_executor.hpp>

#include <memory>
#include <string_view>

/// A server in memory for the fuzz targets.
namespace retail_mcp::test {

/// What a target puts behind the server; made anew for each input.
class Backend {
public:
    virtual ~Backend() = default;
    virtual mcp::Providers providers() = 0;
};

/// Serves the input to its end: its first byte says in how large pieces the others arrive. Aborts
/// if what is written is not one JSON-RPC message a line, or if there is no end.
void serve(
    std::string_view input,
    std::unique_ptr<Backend> (*make_backend)(const asio::any_io_executor& executor)
);

} // namespace retail_mcp::test
