#pragma once

#include <retail_mcp/base/error.hpp>

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// Files of the private cluster: descriptors that close themselves, lock files, small files that
/// appear complete or not at all.
namespace retail_mcp::devdb {

/// Owns a file descriptor.
class Descriptor {
public:
    Descriptor() = default;

    explicit Descriptor(int fd) : fd_{fd} {}

    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int get() const { return fd_; }

    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

enum class LockMode { shared, exclusive };

/// A lock on a file, held until destruction or the end of the process, never inherited.
class FileLock {
public:
    /// Takes the lock; nothing if somebody else holds it in the way.
    static Result<std::optional<FileLock>>
    try_lock(const std::filesystem::path& file, LockMode mode);

    /// Waits for the lock. Errors: timeout.
    static Result<FileLock> lock(
        const std::filesystem::path& file,
        LockMode mode,
        std::chrono::steady_clock::time_point until
    );

private:
    explicit FileLock(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

    Descriptor descriptor_;
};

/// The whole file; nothing if it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file);

/// The last `bytes` of a file, from the beginning of a line; empty if it cannot be read.
std::string read_tail(const std::filesystem::path& file, std::size_t bytes);

/// Writes aside and renames, so that a reader sees the old or the new content, never a part.
Result<void> write_file(const std::filesystem::path& file, std::string_view content, mode_t mode);

/// Creates the folder and its missing parents with the mode given; an existing one stays as it is.
Result<void> make_directories(const std::filesystem::path& directory, mode_t mode);

/// An Error that names what failed, the path and the operating system's reason.
Error file_error(std::string_view what, const std::filesystem::path& path, int error_number);

} // namespace retail_mcp::devdb
