#include "support/gate.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <iterator>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::test {

namespace {

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) {
        throw std::runtime_error{"socket path too long: " + path};
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

int unix_socket() {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        throw std::runtime_error{"no socket"};
    }
    return descriptor;
}

// What is there to read; nothing at the end of the stream.
std::string read_some(int from) {
    std::string bytes(65536, '\0');
    const ssize_t got = ::read(from, bytes.data(), bytes.size());
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace

struct Gate::Relay {
    int client = -1;
    int server = -1;
    bool first = false;
    bool server_spoke_last = true;

    Relay(int client_descriptor, int server_descriptor, bool is_first)
        : client{client_descriptor}, server{server_descriptor}, first{is_first} {}

    ~Relay() {
        ::close(client);
        ::close(server);
    }

    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
};

Gate::Gate(const std::filesystem::path& socket_directory, int port) {
    std::string name = "/tmp/retail-mcp-gate-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr || ::pipe(wake_) != 0) {
        throw std::runtime_error{"no gate"};
    }
    directory_ = name;
    const std::string file = "/.s.PGSQL." + std::to_string(port);
    server_path_ = socket_directory.string() + file;
    own_path_ = name + file;
    listen();
    thread_ = std::thread{[this] { work(); }};
}

Gate::~Gate() {
    ending_ = true;
    (void)!::write(wake_[1], "x", 1);
    thread_.join();
    ::close(wake_[0]);
    ::close(wake_[1]);
    std::filesystem::remove_all(directory_);
}

void Gate::listen() {
    ::unlink(own_path_.c_str());
    listener_ = unix_socket();
    const sockaddr_un address = address_of(own_path_);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(listener_, 64) != 0) {
        throw std::runtime_error{"cannot listen at " + own_path_};
    }
}

void Gate::shut() {
    applied_ = false;
    open_ = false;
    (void)!::write(wake_[1], "x", 1);
    applied_.wait(false);
}

void Gate::reopen() {
    applied_ = false;
    open_ = true;
    (void)!::write(wake_[1], "x", 1);
    applied_.wait(false);
}

std::string Gate::sent_on_first_connection() const {
    const std::lock_guard lock{sent_mutex_};
    return sent_;
}

void Gate::work() {
    std::list<Relay> relays;
    while (!ending_) {
        std::vector<pollfd> events{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const Relay& relay : relays) {
            events.push_back({relay.client, POLLIN, 0});
            events.push_back({relay.server, POLLIN, 0});
        }
        ::poll(events.data(), events.size(), -1);
        if (events[0].revents != 0) {
            obey(relays);
            continue;
        }
        std::size_t at = 2;
        for (auto relay = relays.begin(); relay != relays.end(); at += 2) {
            const bool alive =
                pass_on(*relay, events[at].revents != 0, events[at + 1].revents != 0);
            relay = alive ? std::next(relay) : relays.erase(relay);
        }
        if (events[1].revents != 0) {
            accept(relays);
        }
    }
    if (listener_ >= 0) {
        ::close(listener_);
    }
}

void Gate::obey(std::list<Relay>& relays) {
    char byte = 0;
    (void)!::read(wake_[0], &byte, 1);
    if (!open_ && listener_ >= 0) {
        relays.clear();
        ::close(listener_);
        ::unlink(own_path_.c_str());
        listener_ = -1;
    } else if (open_ && listener_ < 0) {
        listen();
    }
    applied_ = true;
    applied_.notify_all();
}

bool Gate::pass_on(Relay& relay, bool client_spoke, bool server_spoke) {
    if (client_spoke) {
        turns_ += relay.server_spoke_last ? 1 : 0;
        relay.server_spoke_last = false;
        const std::string bytes = read_some(relay.client);
        if (relay.first) {
            const std::lock_guard lock{sent_mutex_};
            sent_ += bytes;
        }
        if (bytes.empty() || !send_all(relay.server, bytes)) {
            return false;
        }
    }
    if (server_spoke) {
        relay.server_spoke_last = true;
        const std::string bytes = read_some(relay.server);
        return !bytes.empty() && send_all(relay.client, bytes);
    }
    return true;
}

void Gate::accept(std::list<Relay>& relays) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int server = unix_socket();
    const sockaddr_un address = address_of(server_path_);
    relays.emplace_back(client, server, ++accepted_ == 1);
    const auto* const name = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(server, name, sizeof(address)) != 0) {
        relays.pop_back();
    }
}

} // namespace retail_mcp::test
