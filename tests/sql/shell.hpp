#pragma once

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

namespace retail_mcp::test {

struct ShellResult {
    int status = 0;
    std::string output;
};

/// Runs a shell command to its end; stdout only, add `2>&1` for both.
inline ShellResult shell(const std::string& command) {
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error{"cannot run " + command};
    }
    ShellResult result;
    std::array<char, 4096> block{};
    while (const std::size_t size = std::fread(block.data(), 1, block.size(), pipe)) {
        result.output.append(block.data(), size);
    }
    result.status = ::pclose(pipe);
    return result;
}

/// The text as one word of a shell command.
inline std::string shell_quoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    }
    return quoted + "'";
}

} // namespace retail_mcp::test
