#include "local_client.hpp"

#include <retail_mcp/app/server.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/transport/memory.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <unistd.h>

#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

namespace retail_mcp::app {

namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr auto protocol_version = "2026-07-28";

/// A person can read a question on stderr and answer on stdin.
bool can_ask() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

class Client {
public:
    /// `is_preparing`: the server is still making its private database ready.
    Client(
        transport::MemoryTransport& wire,
        std::string method,
        Json params,
        std::function<bool()> is_preparing
    )
        : wire_{wire},
          method_{std::move(method)},
          params_(std::move(params)), // braces would make it an array
          is_preparing_{std::move(is_preparing)} {
        Json capabilities = Json::object();
        if (can_ask()) {
            capabilities["elicitation"] = {{"form", Json::object()}};
        }
        params_["_meta"] = {
            {"io.modelcontextprotocol/protocolVersion", protocol_version},
            {"io.modelcontextprotocol/clientCapabilities", std::move(capabilities)},
            {"io.modelcontextprotocol/clientInfo",
             {{"name", "retail-mcp"}, {"version", RETAIL_MCP_VERSION}}}};
        if (::isatty(STDERR_FILENO) == 1) {
            params_["_meta"]["progressToken"] = 1;
        }
    }

    /// The final result, all questions answered; empty if the server ended before.
    asio::awaitable<std::optional<Result<OrderedJson>>> run() {
        send();
        for (;;) {
            const transport::Frame frame = co_await wire_.read();
            if (frame.kind == transport::Frame::Kind::end) {
                co_return std::nullopt;
            }
            OrderedJson message = OrderedJson::parse(frame.text);
            if (message.contains("method")) {
                show_progress(message);
                continue;
            }
            clear_progress();
            if (message.contains("error")) {
                co_return fail(
                    ErrorCode::internal_error, message["error"]["message"].get<std::string>()
                );
            }
            OrderedJson& result = message["result"];
            if (is_worth_waiting(result)) {
                send();
                continue;
            }
            if (result.value("resultType", "") != "input_required") {
                co_return std::move(result);
            }
            answer(result);
            send();
        }
    }

private:
    void send() {
        const Json request{
            {"jsonrpc", "2.0"}, {"id", ++id_}, {"method", method_}, {"params", params_}};
        wire_.write(request.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    /// The server has waited as long as it lets a client wait, and still loads its sample data:
    /// what it has loaded would be lost if this process ended.
    bool is_worth_waiting(const OrderedJson& result) {
        const bool was_preparing = std::exchange(was_preparing_, is_preparing_());
        const auto code = OrderedJson::json_pointer{"/_meta/retail-mcp~1error/code"};
        return (was_preparing || was_preparing_) && result.value("isError", false) &&
               result.value(code, "") == to_string(ErrorCode::database_starting);
    }

    /// Asks the person and puts the answers into the request's next attempt.
    void answer(const OrderedJson& result) {
        Json responses = Json::object();
        for (const auto& [key, question] : result["inputRequests"].items()) {
            const std::string text = question["params"].value("message", "");
            responses[key] = ask(text)
                                 ? Json{{"action", "accept"}, {"content", {{"confirm", true}}}}
                                 : Json{{"action", "decline"}};
        }
        params_["inputResponses"] = std::move(responses);
        if (result.contains("requestState")) {
            params_["requestState"] = result["requestState"].get<std::string>();
        }
    }

    static bool ask(const std::string& question) {
        std::cerr << question << "\nDo it? [y/N] " << std::flush;
        std::string line;
        std::getline(std::cin, line);
        return line == "y" || line == "Y" || line == "yes";
    }

    void show_progress(const OrderedJson& notification) {
        const OrderedJson& params = notification["params"];
        std::string line = params.value("message", "");
        if (params.contains("total") && params["total"].get<double>() > 0) {
            const double share =
                params["progress"].get<double>() / params["total"].get<double>() * 100;
            line += ' ' + std::to_string(static_cast<int>(share)) + " %";
        }
        std::cerr << "\r\033[K" << line << std::flush;
        progress_shown_ = true;
    }

    void clear_progress() {
        if (std::exchange(progress_shown_, false)) {
            std::cerr << "\r\033[K" << std::flush;
        }
    }

    transport::MemoryTransport& wire_;
    std::string method_;
    Json params_;
    std::function<bool()> is_preparing_;
    bool was_preparing_ = false; ///< at the answer before
    int id_ = 0;
    bool progress_shown_ = false;
};

} // namespace

Result<LocalAnswer>
ask_own_server(const Settings& settings, std::string method, nlohmann::json params) {
    log::set_level(settings.log_level == log::Level::info ? log::Level::warn : settings.log_level);
    asio::io_context context;
    auto [client_end, server_end] = transport::memory_pair(context.get_executor());
    auto application = Application::create(context.get_executor(), *server_end, settings);
    if (!application) {
        return fail(std::move(application.error()));
    }
    Client client{*client_end, std::move(method), std::move(params), [&server = **application] {
                      return server.is_preparing();
                  }};
    std::optional<Result<OrderedJson>> outcome;
    transport::MemoryTransport& wire = *client_end;
    const auto finished =
        [&outcome,
         &wire](const std::exception_ptr& defect, std::optional<Result<OrderedJson>> answer) {
            if (defect) {
                std::rethrow_exception(defect);
            }
            outcome = std::move(answer);
            wire.finish();
        };
    asio::co_spawn(context, client.run(), finished);
    asio::co_spawn(context, (*application)->run(), asio::detached);
    context.run();
    log::flush();
    if (!outcome) {
        return fail(ErrorCode::internal_error, "The server ended without an answer.");
    }
    if (!*outcome) {
        return fail(std::move(outcome->error()));
    }
    return LocalAnswer{
        std::move(**outcome), (*application)->met_unsafe_role(), (*application)->is_preparing()};
}

} // namespace retail_mcp::app
