#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A program under test with its three standard streams. Every wait is bounded; running out of
/// time throws std::runtime_error with what the program wrote to stderr so far.
namespace retail_mcp::test {

class Process {
public:
    /// How stdin and stdout are connected. Clients of both kinds exist: most use pipes, Node
    /// programs use sockets.
    enum class Wire { pipes, sockets };

    struct Options {
        std::vector<std::string> command; ///< the program's path, then its arguments
        std::map<std::string, std::string> environment = {}; ///< added to ours
        Wire wire = Wire::pipes;
    };

    explicit Process(Options options);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Kills the program if it still runs.
    ~Process();

    /// Writes all of it; fails the wait if the program does not read.
    void write(std::string_view bytes);

    /// The client's end of stdin is closed: the program reads the end of input.
    void close_input();

    /// The next line of stdout without its line feed; nothing at the end of output. Whatever
    /// stands behind the last line feed at the end is given as a last line, too.
    std::optional<std::string> read_line(std::chrono::milliseconds patience);

    /// No byte arrives on stdout for that long.
    bool silent_for(std::chrono::milliseconds duration);

    void signal(int number) const;

    /// The exit code; 128 + n after signal n.
    int wait(std::chrono::milliseconds patience);

    std::string stderr_text() const;

    pid_t pid() const { return pid_; }

    /// What the running program has in memory.
    long resident_kilobytes() const;

private:
    bool receive(std::chrono::milliseconds patience);
    [[noreturn]] void give_up(std::string_view what) const;

    pid_t pid_ = -1;
    int to_child_ = -1;
    int from_child_ = -1;
    int stderr_file_ = -1;
    std::string received_;
    std::size_t scanned_ = 0;
    bool ended_ = false;
    std::optional<int> exit_code_;
};

} // namespace retail_mcp::test
