#include <retail_mcp/base/base64.hpp>
#include <retail_mcp/base/seal.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace retail_mcp {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct CipherDeleter {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

/// OpenSSL reports misuse and lack of memory this way; neither is anybody's input.
void check(int success) {
    if (success != 1) {
        throw std::runtime_error("a cryptographic operation failed");
    }
}

std::string random_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    check(RAND_bytes(bytes_of(bytes), static_cast<int>(size)));
    return bytes;
}

Error unusable(const std::filesystem::path& file, std::string why) {
    return Error{
        ErrorCode::configuration_error,
        "the key file " + file.string() + " " + std::move(why),
        "Move it away; a new one is made at the next start, and tokens handed out before end."};
}

struct OpenFile {
    int fd;

    explicit OpenFile(int opened) : fd{opened} {}

    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    ~OpenFile() {
        if (fd >= 0) {
            ::close(fd);
        }
    }
};

Result<std::string> read_key(const std::filesystem::path& file) {
    const OpenFile opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));

    struct stat status {};

    if (opened.fd < 0 || ::fstat(opened.fd, &status) != 0) {
        return fail(unusable(file, "cannot be read: " + std::generic_category().message(errno)));
    }
    if ((status.st_mode & 077U) != 0) {
        return fail(unusable(file, "can be read by others"));
    }
    std::string key(key_size + 1, '\0');
    const ssize_t got = ::read(opened.fd, key.data(), key.size());
    if (got != static_cast<ssize_t>(key_size)) {
        return fail(unusable(file, "does not hold 32 bytes"));
    }
    key.resize(key_size);
    return key;
}

/// Written under a name of its own and then linked: whoever finds the file finds it whole, and
/// only the first of several creators succeeds.
Result<void> create_key(const std::filesystem::path& file) {
    std::string draft = file.string() + ".XXXXXX";
    const OpenFile opened(::mkostemp(draft.data(), O_CLOEXEC)); // created with mode 0600
    const std::string key = random_bytes(key_size);
    const bool written =
        opened.fd >= 0 &&
        ::write(opened.fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(opened.fd) == 0;
    const bool linked = written && (::link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
    const int problem = errno;
    if (opened.fd >= 0) {
        ::unlink(draft.c_str());
    }
    if (!linked) {
        return fail(unusable(file, "cannot be made: " + std::generic_category().message(problem)));
    }
    return {};
}

} // namespace

struct Sealer::Key {
    std::string bytes;
};

Sealer::Sealer(std::shared_ptr<const Key> key) : key_{std::move(key)} {}

Sealer Sealer::ephemeral() {
    return Sealer(std::make_shared<const Key>(Key{random_bytes(key_size)}));
}

Result<Sealer> Sealer::open(const std::filesystem::path& key_file) {
    std::error_code ignored; // what cannot be made is found out when the key is written
    std::filesystem::create_directories(key_file.parent_path(), ignored);
    if (!std::filesystem::exists(key_file, ignored)) {
        if (auto created = create_key(key_file); !created) {
            return tl::unexpected(created.error());
        }
    }
    return read_key(key_file).map([](std::string bytes) {
        return Sealer(std::make_shared<const Key>(Key{std::move(bytes)}));
    });
}

std::string Sealer::seal(std::string_view context, std::string_view plain) const {
    std::string token = random_bytes(nonce_size);
    token.resize(nonce_size + plain.size() + tag_size);
    unsigned char* const nonce = bytes_of(token);
    unsigned char* const body = nonce + nonce_size;

    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    check(EVP_EncryptInit_ex2(
        cipher.get(), EVP_aes_256_gcm(), bytes_of(std::string_view(key_->bytes)), nonce, nullptr
    ));
    check(EVP_EncryptUpdate(
        cipher.get(), nullptr, &size, bytes_of(context), static_cast<int>(context.size())
    ));
    check(EVP_EncryptUpdate(
        cipher.get(), body, &size, bytes_of(plain), static_cast<int>(plain.size())
    ));
    check(EVP_EncryptFinal_ex(cipher.get(), body + plain.size(), &size));
    check(EVP_CIPHER_CTX_ctrl(
        cipher.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size), body + plain.size()
    ));
    return encode_base64url(token);
}

std::optional<std::string> Sealer::unseal(std::string_view context, std::string_view token) const {
    std::optional<std::string> sealed = decode_base64url(token);
    if (!sealed || sealed->size() < nonce_size + tag_size) {
        return std::nullopt;
    }
    unsigned char* const nonce = bytes_of(*sealed);
    unsigned char* const body = nonce + nonce_size;
    const std::size_t body_size = sealed->size() - nonce_size - tag_size;
    std::string plain(body_size, '\0');

    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    check(EVP_DecryptInit_ex2(
        cipher.get(), EVP_aes_256_gcm(), bytes_of(std::string_view(key_->bytes)), nonce, nullptr
    ));
    check(EVP_DecryptUpdate(
        cipher.get(), nullptr, &size, bytes_of(context), static_cast<int>(context.size())
    ));
    check(EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &size, body, static_cast<int>(body_size))
    );
    check(EVP_CIPHER_CTX_ctrl(
        cipher.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size), body + body_size
    ));
    if (EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + body_size, &size) != 1) {
        return std::nullopt;
    }
    return plain;
}

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    check(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(digest.size() * 2);
    for (const unsigned char byte : digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

} // namespace retail_mcp
