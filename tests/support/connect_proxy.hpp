#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace retail_mcp::test {

/// An HTTP proxy on this machine that tunnels what it is asked to (CONNECT) and refuses all else;
/// one connection at a time.
class ConnectProxy {
public:
    ConnectProxy();
    ~ConnectProxy();
    ConnectProxy(const ConnectProxy&) = delete;
    ConnectProxy& operator=(const ConnectProxy&) = delete;

    /// http://127.0.0.1:PORT.
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// The first line of each request.
    std::vector<std::string> requests() const;

    /// What went through its tunnels towards the server, as it was on the wire.
    std::string carried() const;

private:
    void run();
    void serve(int client);
    void tunnel(int client, int server);

    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::string carried_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace retail_mcp::test
