#pragma once

#include <retail_mcp/base/error.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The passwords of the private cluster's logins: one file per principal, readable by the owner of
/// the home only (0600 in a folder of 0700). Blocking, small files; safe to use from several
/// processes, since a file is written aside and renamed.
namespace retail_mcp::devdb {

class Credentials {
public:
    explicit Credentials(std::filesystem::path directory);

    /// The principal's password; nothing if the home holds none.
    std::optional<std::string> find(std::string_view principal) const;

    /// The principal's password, made (256 random bits) and kept if there is none yet. The caller
    /// gives it to the login.
    Result<std::string> find_or_create(std::string_view principal);

    /// Forgets the principal; nothing happens if it is unknown.
    Result<void> remove(std::string_view principal);

    /// Every principal with a password here, in alphabetical order.
    std::vector<std::string> principals() const;

private:
    std::filesystem::path directory_;
};

} // namespace retail_mcp::devdb
