#pragma once

#include "support/process.hpp"
#include "support/schema_judge.hpp"

#include <retail_mcp/transport/memory.hpp>

#include <asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A client that says exactly what a test tells it to, line by line, and judges every line that
/// comes back: one valid message of the revision in force, as the official schema has it.
namespace retail_mcp::test {

/// The client's end of a wire.
class ClientWire {
public:
    virtual ~ClientWire() = default;
    virtual void send(std::string_view line) = 0;
    virtual void finish() = 0;

    /// Nothing at the end of output. Throws when `patience` runs out.
    virtual std::optional<std::string> receive(std::chrono::milliseconds patience) = 0;
    virtual bool silent_for(std::chrono::milliseconds duration) = 0;
};

/// A program's standard streams. The process must outlive the wire.
std::unique_ptr<ClientWire> wire_to(Process& process);

/// The other end of a memory pair: waiting runs `io`, so the server lives in the test's thread.
std::unique_ptr<ClientWire>
wire_to(asio::io_context& io, std::unique_ptr<transport::MemoryTransport> end);

class McpClient {
public:
    explicit McpClient(std::unique_ptr<ClientWire> wire) : wire_{std::move(wire)} {}

    McpClient(const McpClient&) = delete;
    McpClient& operator=(const McpClient&) = delete;

    ~McpClient() { conclude(); }

    /// Ends the conversation: the server's input is closed, and what no test looked at is judged
    /// all the same.
    void conclude();

    /// What the server still says stays unread, as by a client that has gone.
    void abandon() { ended_ = true; }

    /// Opens a legacy session and says that it is ready. Returns the result of `initialize`.
    nlohmann::json
    initialize(std::string_view revision, nlohmann::json capabilities = nlohmann::json::object());

    /// Sends a request under a fresh id and waits for its answer; what else arrives meanwhile is
    /// kept for receive(). Returns the whole response.
    nlohmann::json call(std::string_view method, nlohmann::json params = nlohmann::json::object());

    /// The same with the `_meta` of revision 2026-07-28.
    nlohmann::json call_modern(
        std::string_view method,
        nlohmann::json params = nlohmann::json::object(),
        nlohmann::json capabilities = nlohmann::json::object()
    );

    /// Sends a request and returns its id.
    nlohmann::json start(std::string_view method, nlohmann::json params);

    void notify(std::string_view method, nlohmann::json params = nlohmann::json::object());
    void send(const nlohmann::json& message);

    /// Any bytes, well-formed or not; the line feed is added.
    void send_line(std::string_view line);

    /// The next message that was not taken yet.
    nlohmann::json receive();

    /// The response to this id; everything before it is kept.
    nlohmann::json response_to(const nlohmann::json& id);

    /// Judges all that still comes until the end of output, and keeps it.
    void drain();

    /// All that was not taken, until the end of output.
    std::vector<nlohmann::json> rest();

    bool silent_for(std::chrono::milliseconds duration);

    /// Closes the server's input.
    void finish() { wire_->finish(); }

private:
    std::optional<nlohmann::json> next();

    std::unique_ptr<ClientWire> wire_;
    SchemaJudge judge_;
    std::deque<nlohmann::json> kept_;
    int last_id_ = 0;
    bool ended_ = false;
};

/// `params` with the `_meta` that a modern request needs.
nlohmann::json modern(
    nlohmann::json params = nlohmann::json::object(),
    nlohmann::json capabilities = nlohmann::json::object(),
    std::string_view revision = "2026-07-28"
);

nlohmann::json request(const nlohmann::json& id, std::string_view method, nlohmann::json params);

} // namespace retail_mcp::test
