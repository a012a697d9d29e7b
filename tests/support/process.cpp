#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

extern char** environ;

namespace retail_mcp::test {

namespace {

struct Channel {
    int ours = -1;
    int theirs = -1;
};

void check(bool success, const char* what) {
    if (!success) {
        throw std::system_error(errno, std::generic_category(), what);
    }
}

/// `child_reads`: the direction, for a pipe.
Channel open_channel(Process::Wire wire, bool child_reads) {
    std::array<int, 2> ends{};
    if (wire == Process::Wire::sockets) {
        check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0, "socketpair");
        return {ends[0], ends[1]};
    }
    check(::pipe2(ends.data(), O_CLOEXEC) == 0, "pipe2");
    return child_reads ? Channel{ends[1], ends[0]} : Channel{ends[0], ends[1]};
}

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> merged;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (!added.contains(std::string(text.substr(0, text.find('='))))) {
            merged.emplace_back(text);
        }
    }
    for (const auto& [name, value] : added) {
        merged.push_back(name + "=" + value);
    }
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

using Clock = std::chrono::steady_clock;

int milliseconds_until(Clock::time_point limit) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

bool ready(int fd, short events, Clock::time_point limit) {
    pollfd entry{fd, events, 0};
    return ::poll(&entry, 1, milliseconds_until(limit)) > 0;
}

} // namespace

Process::Process(Options options) {
    const Channel in = open_channel(options.wire, true);
    const Channel out = open_channel(options.wire, false);
    std::string log = "/tmp/retail-mcp-test-stderr.XXXXXX";
    stderr_file_ = ::mkostemp(log.data(), O_CLOEXEC | O_APPEND);
    check(stderr_file_ >= 0, "mkostemp");
    ::unlink(log.c_str());

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.theirs, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.theirs, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, stderr_file_, STDERR_FILENO);
    auto environment = merged_environment(options.environment);
    const int problem = ::posix_spawn(
        &pid_,
        options.command.front().c_str(),
        &actions,
        nullptr,
        pointers(options.command).data(),
        pointers(environment).data()
    );
    posix_spawn_file_actions_destroy(&actions);
    ::close(in.theirs);
    ::close(out.theirs);
    to_child_ = in.ours;
    from_child_ = out.ours;
    if (problem != 0) {
        pid_ = -1;
        throw std::system_error(problem, std::generic_category(), options.command.front());
    }
}

Process::~Process() {
    if (pid_ > 0 && !exit_code_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    close_input();
    ::close(from_child_);
    ::close(stderr_file_);
}

void Process::write(std::string_view bytes) {
    const auto limit = Clock::now() + std::chrono::seconds(20);
    while (!bytes.empty()) {
        if (!ready(to_child_, POLLOUT, limit)) {
            give_up("the program does not read");
        }
        // What a pipe takes at least without blocking, once it has room.
        const ssize_t taken =
            ::write(to_child_, bytes.data(), std::min<std::size_t>(bytes.size(), 4096));
        check(taken > 0, "write to the program");
        bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
}

void Process::close_input() {
    if (to_child_ >= 0) {
        ::close(std::exchange(to_child_, -1));
    }
}

bool Process::receive(std::chrono::milliseconds patience) {
    if (ended_ || !ready(from_child_, POLLIN, Clock::now() + patience)) {
        return false;
    }
    std::array<char, 65536> buffer; // NOLINT: filled by read
    const ssize_t got = ::read(from_child_, buffer.data(), buffer.size());
    if (got <= 0) {
        ended_ = true;
        return false;
    }
    received_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

std::optional<std::string> Process::read_line(std::chrono::milliseconds patience) {
    const auto limit = Clock::now() + patience;
    for (;;) {
        if (const auto end = received_.find('\n', scanned_); end != std::string::npos) {
            std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            scanned_ = 0;
            return line;
        }
        scanned_ = received_.size();
        if (ended_) {
            scanned_ = 0;
            return received_.empty() ? std::nullopt
                                     : std::optional(std::exchange(received_, std::string()));
        }
        if (!receive(std::chrono::milliseconds(milliseconds_until(limit))) && !ended_) {
            give_up("no line within " + std::to_string(patience.count()) + " ms");
        }
    }
}

bool Process::silent_for(std::chrono::milliseconds duration) {
    return received_.empty() && !receive(duration);
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

int Process::wait(std::chrono::milliseconds patience) {
    if (exit_code_) {
        return *exit_code_;
    }
    // The pidfd becomes readable when the program ends.
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    check(handle >= 0, "pidfd_open");
    const bool ended = ready(handle, POLLIN, Clock::now() + patience);
    ::close(handle);
    if (!ended) {
        give_up("still running after " + std::to_string(patience.count()) + " ms");
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return *exit_code_;
}

long Process::resident_kilobytes() const {
    std::ifstream file{"/proc/" + std::to_string(pid_) + "/statm"};
    long size = 0;
    long resident = 0;
    file >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE) / 1024;
}

std::string Process::stderr_text() const {
    std::string text;
    std::array<char, 65536> buffer; // NOLINT: filled by pread
    for (;;) {
        const ssize_t got =
            ::pread(stderr_file_, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
        if (got <= 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

void Process::give_up(std::string_view what) const {
    throw std::runtime_error(std::string(what) + "; its stderr:\n" + stderr_text());
}

} // namespace retail_mcp::test
