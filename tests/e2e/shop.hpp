#pragma once

#include "support/mcp_client.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The sample chain at scale 1 in a database of the tests' own, and the binary under test.
namespace retail_mcp::test {

/// Pinned, so that answers do not depend on the day the tests run.
inline constexpr auto pinned_now = "2026-03-02T20:00:00Z";

class Shop {
public:
    /// The one of this test program; loaded on first use.
    static Shop& instance();

    /// The conninfo of one of the sample's principals.
    std::string url(std::string_view principal) const;

    Database& database() { return *database_; }

private:
    Shop();

    std::unique_ptr<Database> database_;
};

/// The binary under test.
std::string binary();

/// A home of the test's own, removed with it; never the user's.
class TemporaryHome {
public:
    TemporaryHome();
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;
    ~TemporaryHome();

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The binary with a home of its own (unless `environment` names one) and, unless `url` is empty, a
/// configured database.
class Program {
public:
    Program(
        std::vector<std::string> arguments,
        const std::string& url,
        std::map<std::string, std::string> environment = {}
    );

    Process& process() { return *process_; }

    /// All of stdout, after the program has ended.
    std::string output();

    int exit_code() { return process_->wait(std::chrono::seconds{60}); }

private:
    TemporaryHome home_;
    std::unique_ptr<Process> process_;
};

/// `serve` on the shop, with a client that judges every line.
class ServedShop {
public:
    explicit ServedShop(
        std::string_view principal,
        std::vector<std::string> flags = {},
        std::map<std::string, std::string> environment = {}
    );

    /// `serve` on any database.
    static ServedShop
    at(const std::string& url, std::map<std::string, std::string> environment = {});

    McpClient& client() { return *client_; }

    Process& process() { return program_->process(); }

    /// tools/call in the form of 2026-07-28: the result object.
    nlohmann::json call(std::string_view tool, nlohmann::json arguments = nlohmann::json::object());

    /// Closes stdin; the exit code.
    int finish();

private:
    ServedShop() = default;

    std::unique_ptr<Program> program_;
    std::unique_ptr<McpClient> client_;
};

/// The text block of a tool's result.
std::string text_of(const nlohmann::json& result);

/// The error code of a failed tool's result; empty if it did not fail.
std::string error_code_of(const nlohmann::json& result);

} // namespace retail_mcp::test
