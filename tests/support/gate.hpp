#pragma once

#include <atomic>
#include <filesystem>
#include <list>
#include <mutex>
#include <string>
#include <thread>

/// A gate between a client and PostgreSQL's unix socket: passes bytes on, counts round trips, and
/// can be shut, so that tests can see and disturb what is on the wire. One thread of its own.
namespace retail_mcp::test {

class Gate {
public:
    /// Before the server whose socket lies in `socket_directory` under `port`.
    Gate(const std::filesystem::path& socket_directory, int port);
    ~Gate();
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    /// libpq's host for connections through the gate; the port stays.
    std::string host() const { return directory_.string(); }

    /// How often the client has begun to speak after the server had spoken, on all connections.
    int turns() const { return turns_; }

    /// What the client has sent so far on its first connection, from its first byte on.
    std::string sent_on_first_connection() const;

    /// Cuts all connections and refuses new ones.
    void shut();

    /// Accepts connections again.
    void reopen();

private:
    struct Relay;

    void work();
    void listen();
    void obey(std::list<Relay>& relays);
    bool pass_on(Relay& relay, bool client_spoke, bool server_spoke);
    void accept(std::list<Relay>& relays);

    std::filesystem::path directory_;
    std::string server_path_;
    std::string own_path_;
    int listener_ = -1;
    int wake_[2] = {-1, -1};
    int accepted_ = 0;
    std::atomic<int> turns_ = 0;
    std::atomic<bool> open_ = true;
    std::atomic<bool> ending_ = false;
    std::atomic<bool> applied_ = true;
    mutable std::mutex sent_mutex_;
    std::string sent_;
    std::thread thread_;
};

} // namespace retail_mcp::test
