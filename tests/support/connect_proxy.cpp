#include "support/connect_proxy.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace retail_mcp::test {

namespace {

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// A request up to the empty line; empty if the client went away before.
std::string read_head(int client) {
    std::string head;
    for (char byte = 0; head.find("\r\n\r\n") == std::string::npos; head += byte) {
        if (::recv(client, &byte, 1, 0) != 1) {
            return {};
        }
    }
    return head;
}

} // namespace

ConnectProxy::ConnectProxy() : listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
        throw std::runtime_error{"no port for a proxy"};
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { run(); }};
}

ConnectProxy::~ConnectProxy() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::vector<std::string> ConnectProxy::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::string ConnectProxy::carried() const {
    const std::lock_guard lock{mutex_};
    return carried_;
}

void ConnectProxy::run() {
    while (!stopping_) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) {
            serve(client);
            ::close(client);
        }
    }
}

void ConnectProxy::serve(int client) {
    const std::string head = read_head(client);
    const std::string line = head.substr(0, head.find('\r'));
    {
        const std::lock_guard lock{mutex_};
        requests_.push_back(line);
    }
    const std::string_view wanted = "CONNECT localhost:";
    if (line.rfind(wanted, 0) != 0) {
        send_all(client, "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(std::stoi(line.substr(wanted.size())));
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        send_all(client, "HTTP/1.1 200 Connection established\r\n\r\n")) {
        tunnel(client, server);
    }
    ::close(server);
}

/// Carries bytes both ways until either end closes.
void ConnectProxy::tunnel(int client, int server) {
    std::array<pollfd, 2> ends{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    std::array<char, 16384> buffer{};
    while (!stopping_ && ::poll(ends.data(), ends.size(), 50) >= 0) {
        for (const pollfd& end : ends) {
            if (end.revents == 0) {
                continue;
            }
            const bool from_client = end.fd == client;
            const auto got = ::recv(end.fd, buffer.data(), buffer.size(), 0);
            const std::string_view bytes{
                buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
            if (bytes.empty() || !send_all(from_client ? server : client, bytes)) {
                return;
            }
            if (from_client) {
                const std::lock_guard lock{mutex_};
                carried_ += bytes;
            }
        }
    }
}

} // namespace retail_mcp::test
