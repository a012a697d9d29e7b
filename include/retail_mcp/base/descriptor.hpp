#pragma once

#include <retail_mcp/base/error.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace retail_mcp {

/// A private, close-on-exec way to a file that other processes may have open, too. Operations
/// never block, yet O_NONBLOCK never appears on a file description that someone else holds: it
/// would change the terminal or the pipe under the parent's feet.
///
/// - Pipes and terminals are opened anew through /proc, which gives a description of our own.
/// - Sockets, which cannot be, are asked not to block in each call.
/// - Where opening anew is denied, each operation is preceded by poll() and kept so small that
///   it cannot block while we are the only one at this end. Regular files and the null device
///   are always ready.
///
/// Move-only; closes its descriptor. One thread at a time.
class Descriptor {
public:
    enum class Direction { read, write };

    struct Outcome {
        enum class Kind { done, would_block, closed };
        Kind kind = Kind::closed;
        std::size_t bytes = 0;
    };

    /// `fd` itself stays open and untouched.
    static Result<Descriptor> open(int fd, Direction direction);

    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    /// `closed` at the end of input or on an error; `done` carries at least one byte.
    Outcome read_some(std::span<char> buffer) const;

    /// `closed` if the reader is gone or the file cannot be written.
    Outcome write_some(std::string_view bytes) const;

    /// To wait for readiness with epoll or poll, nothing else.
    int native() const noexcept { return fd_; }

private:
    enum class Mode { own_description, socket, shared_description };
    Descriptor(int fd, Mode mode, std::size_t chunk) noexcept;

    int fd_;
    Mode mode_;
    std::size_t chunk_; ///< most bytes one write may carry without blocking, if shared
};

} // namespace retail_mcp
