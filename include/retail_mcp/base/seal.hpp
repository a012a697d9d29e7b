#pragma once

#include <retail_mcp/base/error.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Sealed tokens: what the server hands out and takes back (cursors, resource links, the state of
/// a confirmation) is encrypted and authenticated, so a client can neither read nor change it.
///
/// A token is bound to a *context*: text that must be the same when it is opened, for example
/// "cursor/search_products/<principal>/<digest of the arguments>". A token from another purpose,
/// principal or request does not open. Tokens carry no expiry; put one into the plain text.
namespace retail_mcp {

/// AES-256-GCM under one key. Immutable after construction, so it may be shared between threads.
class Sealer {
public:
    /// Reads the key file, creating it (32 random bytes, mode 0600) and its folder if there is
    /// none. Processes that race to create it all end up with the same key. A file that others may
    /// read, or of another size, is refused with configuration_error.
    static Result<Sealer> open(const std::filesystem::path& key_file);

    /// A key of this process only: its tokens end with it.
    static Sealer ephemeral();

    /// Base64url without padding: 4/3 × (the plain text's size + 28) characters.
    std::string seal(std::string_view context, std::string_view plain) const;

    /// The plain text, or nothing if the token is damaged, foreign, or of another context.
    std::optional<std::string> unseal(std::string_view context, std::string_view token) const;

private:
    struct Key;
    explicit Sealer(std::shared_ptr<const Key> key);
    std::shared_ptr<const Key> key_;
};

/// SHA-256 of the text in lower-case hexadecimal: binds a token to something long.
std::string sha256_hex(std::string_view text);

} // namespace retail_mcp
