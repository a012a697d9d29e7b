#include "support/mcp_client.hpp"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace retail_mcp::test {

namespace {

using Json = nlohmann::json;

/// Every wait for one message is bounded by this.
constexpr std::chrono::seconds patience{20};

class ProcessWire final : public ClientWire {
public:
    explicit ProcessWire(Process& process) : process_{process} {}

    void send(std::string_view line) override { process_.write(std::string(line) + "\n"); }

    void finish() override { process_.close_input(); }

    std::optional<std::string> receive(std::chrono::milliseconds limit) override {
        return process_.read_line(limit);
    }

    bool silent_for(std::chrono::milliseconds duration) override {
        return process_.silent_for(duration);
    }

private:
    Process& process_;
};

class MemoryWire final : public ClientWire {
public:
    MemoryWire(asio::io_context& io, std::unique_ptr<transport::MemoryTransport> end)
        : io_{io}, end_{std::move(end)} {
        asio::co_spawn(io_, pump(*end_, received_, ended_), asio::detached);
    }

    void send(std::string_view line) override { end_->write(line); }

    void finish() override { end_->finish(); }

    std::optional<std::string> receive(std::chrono::milliseconds limit) override {
        if (!run_until_received(limit) && !ended_) {
            throw std::runtime_error("no message from the server in time");
        }
        if (received_.empty()) {
            return std::nullopt;
        }
        std::string line = std::move(received_.front());
        received_.pop_front();
        return line;
    }

    bool silent_for(std::chrono::milliseconds duration) override {
        return !run_until_received(duration);
    }

private:
    static asio::awaitable<void>
    pump(transport::MemoryTransport& end, std::deque<std::string>& into, bool& ended) {
        for (;;) {
            const transport::Frame frame = co_await end.read();
            if (frame.kind == transport::Frame::Kind::end) {
                ended = true;
                co_return;
            }
            into.emplace_back(frame.text);
        }
    }

    bool run_until_received(std::chrono::milliseconds limit) {
        const auto until = std::chrono::steady_clock::now() + limit;
        while (received_.empty() && !ended_ && std::chrono::steady_clock::now() < until) {
            io_.restart();
            io_.run_one_until(until);
        }
        return !received_.empty();
    }

    asio::io_context& io_;
    std::unique_ptr<transport::MemoryTransport> end_;
    std::deque<std::string> received_;
    bool ended_ = false;
};

} // namespace

std::unique_ptr<ClientWire> wire_to(Process& process) {
    return std::make_unique<ProcessWire>(process);
}

std::unique_ptr<ClientWire>
wire_to(asio::io_context& io, std::unique_ptr<transport::MemoryTransport> end) {
    return std::make_unique<MemoryWire>(io, std::move(end));
}

Json modern(Json params, Json capabilities, std::string_view revision) {
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = revision;
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = std::move(capabilities);
    return params;
}

Json request(const Json& id, std::string_view method, Json params) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}};
}

Json McpClient::initialize(std::string_view revision, Json capabilities) {
    const Json client = {{"name", "test"}, {"version", "1"}};
    const Json response = call(
        "initialize",
        {{"protocolVersion", revision},
         {"capabilities", std::move(capabilities)},
         {"clientInfo", client}}
    );
    notify("notifications/initialized");
    return response.at("result");
}

Json McpClient::call(std::string_view method, Json params) {
    return response_to(start(method, std::move(params)));
}

Json McpClient::call_modern(std::string_view method, Json params, Json capabilities) {
    return response_to(start(method, modern(std::move(params), std::move(capabilities))));
}

Json McpClient::start(std::string_view method, Json params) {
    const Json id = ++last_id_;
    send(request(id, method, std::move(params)));
    return id;
}

void McpClient::notify(std::string_view method, Json params) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void McpClient::send(const Json& message) {
    judge_.client_says(message);
    wire_->send(message.dump());
}

void McpClient::send_line(std::string_view line) {
    const Json message = Json::parse(line, nullptr, false);
    if (!message.is_discarded()) {
        judge_.client_says(message);
    }
    wire_->send(line);
}

std::optional<Json> McpClient::next() {
    const auto line = wire_->receive(patience);
    if (!line) {
        ended_ = true;
        return std::nullopt;
    }
    Json message = Json::parse(*line, nullptr, false);
    if (message.is_discarded()) {
        throw std::runtime_error("not JSON on stdout: " + *line);
    }
    for (const auto& violation : judge_.server_says(message)) {
        ADD_FAILURE() << "against the official schema: " << violation << "\n" << *line;
    }
    return message;
}

Json McpClient::receive() {
    if (!kept_.empty()) {
        Json message = std::move(kept_.front());
        kept_.pop_front();
        return message;
    }
    auto message = next();
    if (!message) {
        throw std::runtime_error("the server closed its output");
    }
    return std::move(*message);
}

Json McpClient::response_to(const Json& id) {
    for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
        if (kept->is_object() && !kept->contains("method") && (*kept)["id"] == id) {
            Json response = std::move(*kept);
            kept_.erase(kept);
            return response;
        }
    }
    for (;;) {
        auto message = next();
        if (!message) {
            throw std::runtime_error("the server closed its output without answering " + id.dump());
        }
        if (message->is_object() && !message->contains("method") && (*message)["id"] == id) {
            return std::move(*message);
        }
        kept_.push_back(std::move(*message));
    }
}

std::vector<Json> McpClient::rest() {
    drain();
    std::vector<Json> messages(kept_.begin(), kept_.end());
    kept_.clear();
    return messages;
}

void McpClient::conclude() {
    if (std::exchange(ended_, true)) {
        return;
    }
    try {
        wire_->finish();
        drain();
    } catch (const std::exception& problem) {
        ADD_FAILURE() << "at the end of the conversation: " << problem.what();
    }
}

void McpClient::drain() {
    while (auto message = next()) {
        kept_.push_back(std::move(*message));
    }
}

bool McpClient::silent_for(std::chrono::milliseconds duration) {
    return kept_.empty() && wire_->silent_for(duration);
}

} // namespace retail_mcp::test
