#include "files.hpp"

#include <retail_mcp/devdb/credentials.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace retail_mcp::devdb {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string to_hex(unsigned char byte) {
    return {hex_digits[byte >> 4], hex_digits[byte & 15]};
}

/// A login may have any name, a file may not: what is not a letter, digit, '_' or '-' becomes %xx.
std::string to_file_name(std::string_view principal) {
    std::string name;
    for (const unsigned char c : principal) {
        const bool plain = c < 128 && (std::isalnum(c) != 0 || c == '_' || c == '-');
        name += plain ? std::string(1, static_cast<char>(c)) : "%" + to_hex(c);
    }
    return name;
}

std::optional<std::string> from_file_name(std::string_view name) {
    std::string principal;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '%') {
            principal += name[i];
            continue;
        }
        if (i + 2 >= name.size()) {
            return std::nullopt;
        }
        const std::size_t high = hex_digits.find(name[i + 1]);
        const std::size_t low = hex_digits.find(name[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        principal += static_cast<char>(high * 16 + low);
        i += 2;
    }
    // Whatever else lies in the folder, an unfinished file for one, is no principal.
    return to_file_name(principal) == name ? std::optional{principal} : std::nullopt;
}

} // namespace

Credentials::Credentials(fs::path directory) : directory_{std::move(directory)} {}

std::optional<std::string> Credentials::find(std::string_view principal) const {
    return read_file(directory_ / to_file_name(principal));
}

Result<std::string> Credentials::find_or_create(std::string_view principal) {
    if (auto password = find(principal)) {
        return *password;
    }
    if (auto made = make_directories(directory_, 0700); !made) {
        return fail(made.error());
    }
    std::array<unsigned char, 32> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        return fail(ErrorCode::internal_error, "no random bytes for a password");
    }
    std::string password;
    for (const unsigned char byte : random) {
        password += to_hex(byte);
    }
    const auto written = write_file(directory_ / to_file_name(principal), password, 0600);
    if (!written) {
        return fail(written.error());
    }
    return password;
}

Result<void> Credentials::remove(std::string_view principal) {
    std::error_code error;
    const fs::path file = directory_ / to_file_name(principal);
    fs::remove(file, error);
    return error ? Result<void>{fail(file_error("cannot remove", file, error.value()))}
                 : Result<void>{};
}

std::vector<std::string> Credentials::principals() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{directory_, error}) {
        if (auto name = from_file_name(entry.path().filename().string())) {
            names.push_back(*name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace retail_mcp::devdb
