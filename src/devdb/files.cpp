#include "files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace retail_mcp::devdb {

namespace fs = std::filesystem;

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Descriptor::~Descriptor() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

Error file_error(std::string_view what, const fs::path& path, int error_number) {
    return Error{
        ErrorCode::configuration_error,
        std::string{what} + " " + path.string() + ": " + std::strerror(error_number),
        "Check the folder, or choose another one with RETAIL_MCP_HOME."};
}

Result<std::optional<FileLock>> FileLock::try_lock(const fs::path& file, LockMode mode) {
    Descriptor descriptor{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!descriptor) {
        return fail(file_error("cannot open the lock file", file, errno));
    }
    const int operation = (mode == LockMode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (::flock(descriptor.get(), operation) != 0) {
        if (errno == EWOULDBLOCK) {
            return std::optional<FileLock>{};
        }
        if (errno != EINTR) {
            return fail(file_error("cannot lock", file, errno));
        }
    }
    return std::optional<FileLock>{FileLock{std::move(descriptor)}};
}

Result<FileLock>
FileLock::lock(const fs::path& file, LockMode mode, std::chrono::steady_clock::time_point until) {
    // flock has no timeout, and an alarm would belong to the whole process: so poll.
    for (;;) {
        auto attempt = try_lock(file, mode);
        if (!attempt) {
            return fail(std::move(attempt.error()));
        }
        if (*attempt) {
            return std::move(**attempt);
        }
        if (std::chrono::steady_clock::now() >= until) {
            return fail(ErrorCode::timeout, "another process holds " + file.string());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

std::optional<std::string> read_file(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) {
        return std::nullopt;
    }
    std::ostringstream content;
    content << stream.rdbuf();
    return std::move(content).str();
}

std::string read_tail(const fs::path& file, std::size_t bytes) {
    std::string content = read_file(file).value_or("");
    if (content.size() <= bytes) {
        return content;
    }
    const std::size_t line = content.find('\n', content.size() - bytes);
    return line == std::string::npos ? content.substr(content.size() - bytes)
                                     : content.substr(line + 1);
}

Result<void> write_file(const fs::path& file, std::string_view content, mode_t mode) {
    const fs::path aside = file.string() + "." + std::to_string(::getpid()) + ".new";
    // A new file, always: as root we also write into folders of PostgreSQL's user, and must not
    // follow what it may have put there.
    ::unlink(aside.c_str());
    Descriptor descriptor{::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!descriptor) {
        return fail(file_error("cannot write", aside, errno));
    }
    const ssize_t written = ::write(descriptor.get(), content.data(), content.size());
    if (written != static_cast<ssize_t>(content.size()) || ::fchmod(descriptor.get(), mode) != 0 ||
        ::fsync(descriptor.get()) != 0 || ::rename(aside.c_str(), file.c_str()) != 0) {
        const int reason = errno;
        ::unlink(aside.c_str());
        return fail(file_error("cannot write", file, reason));
    }
    return {};
}

Result<void> make_directories(const fs::path& directory, mode_t mode) {
    if (directory.empty() || fs::is_directory(directory)) {
        return {};
    }
    if (auto parent = make_directories(directory.parent_path(), mode); !parent) {
        return parent;
    }
    if (::mkdir(directory.c_str(), mode) != 0 && errno != EEXIST) {
        return fail(file_error("cannot create the folder", directory, errno));
    }
    // mkdir's mode passes through the umask; a private folder must have exactly this one.
    if (::chmod(directory.c_str(), mode) != 0) {
        return fail(file_error("cannot set the mode of", directory, errno));
    }
    return {};
}

} // namespace retail_mcp::devdb
