#pragma once

#include "support/fixture.hpp"
#include "support/mcp_client.hpp"

#include <retail_mcp/mcp/server.hpp>
#include <retail_mcp/transport/memory.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace retail_mcp::test {

/// A client and a fixture server in one thread, joined in memory.
class FixtureSession {
public:
    explicit FixtureSession(mcp::ServerOptions options = Fixture::options())
        : ends_{transport::memory_pair(io_.get_executor())},
          server{io_.get_executor(), *ends_.first, fixture.providers(), std::move(options)},
          client{wire_to(io_, std::move(ends_.second))} {
        asio::co_spawn(io_, server.run(), [this](const std::exception_ptr&) {
            ended_ = true;
            ends_.first->finish(); // as a process's end closes its standard output
        });
    }

    FixtureSession(const FixtureSession&) = delete;
    FixtureSession& operator=(const FixtureSession&) = delete;

    ~FixtureSession() {
        client.conclude();
        io_.restart();
        io_.run_for(std::chrono::seconds(5));
    }

    /// Lets the server work until the condition holds; false if it never does.
    bool run_until(const std::function<bool()>& condition) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition() && std::chrono::steady_clock::now() < limit) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(10));
        }
        return condition();
    }

    bool ended() const { return ended_; }

private:
    asio::io_context io_;
    std::pair<
        std::unique_ptr<transport::MemoryTransport>,
        std::unique_ptr<transport::MemoryTransport>>
        ends_;
    bool ended_ = false;

public:
    Fixture fixture;
    mcp::Server server;
    McpClient client;
};

} // namespace retail_mcp::test
