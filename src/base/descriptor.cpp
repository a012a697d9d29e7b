#include <retail_mcp/base/descriptor.hpp>

#include <climits>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace retail_mcp {

namespace {

/// What a pipe with room, or a terminal, takes without blocking.
constexpr std::size_t small_write = PIPE_BUF;
constexpr std::size_t large_write = std::size_t{1} << 20U;

bool is_ready(int fd, short events) {
    pollfd entry{fd, events, 0};
    return ::poll(&entry, 1, 0) > 0;
}

Descriptor::Outcome outcome_of(ssize_t result) {
    using Kind = Descriptor::Outcome::Kind;
    if (result > 0) {
        return {Kind::done, static_cast<std::size_t>(result)};
    }
    const bool later = result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    return {later ? Kind::would_block : Kind::closed, 0};
}

int open_anew(int fd, Descriptor::Direction direction) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    const int access = direction == Descriptor::Direction::read ? O_RDONLY : O_WRONLY;
    return ::open(path.c_str(), access | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

} // namespace

Result<Descriptor> Descriptor::open(int fd, Direction direction) {
    struct stat status {};

    if (::fstat(fd, &status) != 0) {
        return fail(
            ErrorCode::configuration_error,
            "file descriptor " + std::to_string(fd) + " is not open",
            "Start the server with standard input and output connected."
        );
    }
    if (S_ISFIFO(status.st_mode) || ::isatty(fd) == 1) {
        if (const int own = open_anew(fd, direction); own >= 0) {
            return Descriptor(own, Mode::own_description, large_write);
        }
    }
    const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) {
        return fail(
            ErrorCode::internal_error,
            "cannot duplicate a file descriptor: " + std::generic_category().message(errno)
        );
    }
    const Mode mode = S_ISSOCK(status.st_mode) ? Mode::socket : Mode::shared_description;
    return Descriptor(copy, mode, S_ISREG(status.st_mode) ? large_write : small_write);
}

Descriptor::Descriptor(int fd, Mode mode, std::size_t chunk) noexcept
    : fd_{fd}, mode_{mode}, chunk_{chunk} {}

Descriptor::Descriptor(Descriptor&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)}, mode_{other.mode_}, chunk_{other.chunk_} {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(mode_, other.mode_);
    std::swap(chunk_, other.chunk_);
    return *this;
}

Descriptor::~Descriptor() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

Descriptor::Outcome Descriptor::read_some(std::span<char> buffer) const {
    if (mode_ == Mode::socket) {
        return outcome_of(::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT));
    }
    if (mode_ == Mode::shared_description && !is_ready(fd_, POLLIN)) {
        return {Outcome::Kind::would_block, 0};
    }
    return outcome_of(::read(fd_, buffer.data(), buffer.size()));
}

Descriptor::Outcome Descriptor::write_some(std::string_view bytes) const {
    if (mode_ == Mode::socket) {
        return outcome_of(::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    }
    if (mode_ == Mode::shared_description) {
        if (!is_ready(fd_, POLLOUT)) {
            return {Outcome::Kind::would_block, 0};
        }
        bytes = bytes.substr(0, std::min(bytes.size(), chunk_));
    }
    return outcome_of(::write(fd_, bytes.data(), bytes.size()));
}

} // namespace retail_mcp
