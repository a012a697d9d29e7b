#include "fuzz/serve.hpp"

#include "support/fixture.hpp"
#include "transport/framing.hpp"

#include <retail_mcp/base/log.hpp>
#include <retail_mcp/transport/transport.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace retail_mcp::test {

namespace {

using Json = nlohmann::json;

[[noreturn]] void wrong(std::string_view what, std::string_view message) {
    std::cerr << what << ": " << message << std::endl;
    std::abort();
}

/// The client's side: a fixed input in pieces of a fixed size, and a judge of the output.
class FuzzWire final : public transport::Transport {
public:
    explicit FuzzWire(std::string_view input)
        : piece_{input.empty() ? 0U : static_cast<unsigned char>(input.front()) % 64U},
          input_{input.substr(std::min<std::size_t>(input.size(), 1))} {}

    asio::awaitable<transport::Frame> read() override {
        auto frame = lines_.next();
        while (!frame && !input_.empty()) {
            take_piece();
            frame = lines_.next();
        }
        if (!frame) {
            lines_.finish();
            frame = lines_.next();
        }
        co_return frame.value_or(transport::Frame{});
    }

    void write(std::string_view message) override {
        if (message.find('\n') != std::string_view::npos) {
            wrong("more than one line", message);
        }
        const Json value = Json::parse(message, nullptr, false);
        if (value.is_discarded()) {
            wrong("no JSON", message);
        }
        for (const Json& one : value.is_array() ? value : Json::array({value})) {
            if (!one.is_object() || one.value("jsonrpc", "") != "2.0") {
                wrong("no JSON-RPC message", message);
            }
        }
    }

    std::size_t unsent() const override { return 0; }

    asio::awaitable<void> drained_to(std::size_t /*bytes*/, Deadline /*deadline*/) override {
        co_return;
    }

    void close() override { input_ = {}; }

private:
    void take_piece() {
        const auto room = lines_.room();
        const std::size_t wanted = piece_ == 0 ? room.size() : piece_;
        const std::size_t bytes = std::min({room.size(), input_.size(), wanted});
        std::copy_n(input_.begin(), bytes, room.begin());
        lines_.received(bytes);
        input_.remove_prefix(bytes);
    }

    std::size_t piece_;
    std::string_view input_;
    transport::LineSplitter lines_{std::size_t{64} * 1024};
};

} // namespace

void serve(
    std::string_view input,
    std::unique_ptr<Backend> (*make_backend)(const asio::any_io_executor& executor)
) {
    log::set_level(log::Level::off);
    asio::io_context io(1);
    FuzzWire wire{input};
    const auto backend = make_backend(io.get_executor());
    mcp::ServerOptions options = Fixture::options();
    options.grace = std::chrono::milliseconds(0);
    mcp::Server server{io.get_executor(), wire, backend->providers(), std::move(options)};
    bool ended = false;
    asio::co_spawn(io, server.run(), [&](const std::exception_ptr& problem) {
        ended = true;
        io.stop();
        if (problem) {
            std::rethrow_exception(problem);
        }
    });
    io.run_for(std::chrono::seconds(20));
    if (!ended) {
        wrong("no end", input);
    }
}

} // namespace retail_mcp::test
