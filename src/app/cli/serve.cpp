// `retail-mcp serve`: the server on stdin and stdout, until the client closes stdin.
#include "cli/command.hpp"

#include <retail_mcp/app/server.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/transport/stdio.hpp>

#include <CLI/CLI.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <memory>

namespace retail_mcp::app {

namespace {

Result<ExitCode> serve(const Settings& settings) {
    log::set_level(settings.log_level);
    asio::io_context context;
    auto wire = transport::claim_stdio(context.get_executor());
    if (!wire) {
        return fail(std::move(wire.error()));
    }
    auto application = Application::create(context.get_executor(), **wire, settings);
    if (!application) {
        return fail(std::move(application.error()));
    }
    asio::signal_set signals{context, SIGTERM, SIGINT};
    signals.async_wait([&application](const asio::error_code& problem, int) {
        if (!problem) {
            (*application)->stop();
        }
    });
    asio::co_spawn(context, (*application)->run(), [&signals](const std::exception_ptr& defect) {
        signals.cancel();
        if (defect) {
            std::rethrow_exception(defect);
        }
    });
    context.run();
    log::flush();
    const ExitCode code =
        (*application)->met_unsafe_role() ? ExitCode::unsafe_role : ExitCode::done;
    if ((*application)->is_preparing()) {
        leave_at_once(code);
    }
    return code;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_principal_flags(app, settings);
    app.footer("Exits 0 at the end of input, 3 if the database login was above row-level security."
    );
    return serve;
}

} // namespace

extern const Command serve_command{
    "serve", "Serve the Model Context Protocol on stdin and stdout.", declare};

} // namespace retail_mcp::app
