#include "process.hpp"

#include "files.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace retail_mcp::devdb {

namespace {

/// Everything the child needs, made before fork(): a child of a threaded process may only call
/// what is async-signal-safe, which excludes the allocator.
struct Prepared {
    explicit Prepared(const Command& command) {
        for (const std::string& argument : command.arguments) {
            arguments.push_back(const_cast<char*>(argument.c_str()));
        }
        arguments.push_back(nullptr);
        for (char** variable = environ; *variable != nullptr; ++variable) {
            const std::string_view text{*variable};
            if (!text.starts_with("PG") && !text.starts_with("LC_") && !text.starts_with("LANG")) {
                environment.push_back(*variable);
            }
        }
        environment.push_back(nullptr);
    }

    std::vector<char*> arguments;
    std::vector<char*> environment;
};

bool become(const std::optional<OsUser>& user) {
    return !user || (::setgroups(1, &user->gid) == 0 && ::setgid(user->gid) == 0 &&
                     ::setuid(user->uid) == 0);
}

/// In the child: never returns.
[[noreturn]] void execute(const Command& command, const Prepared& prepared) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    // The output is opened before the change of user: the log's folder may be ours alone.
    const int in = ::open("/dev/null", O_RDONLY);
    const int out = ::open(command.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (in < 0 || out < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) {
        ::_exit(126);
    }
    ::close_range(3, ~0U, 0);
    ::umask(077);
    if (!become(command.user) || ::chdir(command.directory.c_str()) != 0) {
        ::_exit(126);
    }
    ::execve(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
    ::_exit(127);
}

int wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::optional<OsUser> to_user(const passwd* entry) {
    return entry == nullptr ? std::nullopt
                            : std::optional{OsUser{entry->pw_uid, entry->pw_gid, entry->pw_name}};
}

Error cannot_start(const Command& command) {
    return Error{ErrorCode::database_unavailable, "cannot start " + command.arguments.front()};
}

} // namespace

std::optional<OsUser> find_user(const std::string& name) {
    return to_user(::getpwnam(name.c_str()));
}

std::optional<OsUser> current_user() {
    return to_user(::getpwuid(::geteuid()));
}

bool is_alive(pid_t pid) {
    const auto status = read_file("/proc/" + std::to_string(pid) + "/stat");
    const std::size_t name_end = status ? status->rfind(") ") : std::string::npos;
    return name_end != std::string::npos && (*status)[name_end + 2] != 'Z';
}

Result<int> run(const Command& command) {
    const Prepared prepared{command};
    const pid_t child = ::fork();
    if (child == 0) {
        execute(command, prepared);
    }
    if (child < 0) {
        return fail(cannot_start(command));
    }
    return wait_for(child);
}

Result<pid_t> start_detached(const Command& command) {
    const Prepared prepared{command};
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(cannot_start(command));
    }
    const Descriptor reading{ends[0]};
    Descriptor writing{ends[1]};
    const pid_t middle = ::fork();
    if (middle == 0) {
        // The session leader ends at once: its child is init's and can never get a terminal.
        ::setsid();
        const pid_t child = ::fork();
        if (child == 0) {
            execute(command, prepared);
        }
        const ssize_t told = ::write(ends[1], &child, sizeof child);
        ::_exit(child > 0 && told == sizeof child ? 0 : 1);
    }
    writing = Descriptor{};
    pid_t child = -1;
    if (middle < 0 || wait_for(middle) != 0 ||
        ::read(reading.get(), &child, sizeof child) != sizeof child) {
        return fail(cannot_start(command));
    }
    return child;
}

} // namespace retail_mcp::devdb
